using System.Text;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>What a peer read up to the end of its connection, and whether that was RST instead of FIN.</summary>
internal sealed record Ending(byte[] Bytes, bool Reset)
{
    public string Text => Encoding.Latin1.GetString(Bytes);
}
