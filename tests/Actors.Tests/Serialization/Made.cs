using System.Runtime.Serialization;

namespace ActorProxy.Actors.Tests.Serialization;

/// <summary>Tells when one is made.</summary>
public class Made
{
    private static int _count;

    public Made() => Tell();

    public static int Count => Volatile.Read(ref _count);

    public static void Tell() => Interlocked.Increment(ref _count);

    public static void Forget() => Volatile.Write(ref _count, 0);
}

/// <summary>An exception that tells when one is made from what was sent.</summary>
public class MadeException : Exception
{
    public MadeException()
    {
    }

#pragma warning disable SYSLIB0051 // Akka makes exceptions by this constructor.
    protected MadeException(SerializationInfo info, StreamingContext context) : base(info, context) => Made.Tell();
#pragma warning restore SYSLIB0051
}
