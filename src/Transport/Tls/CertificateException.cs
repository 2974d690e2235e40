namespace ActorProxy.Transport.Tls;

/// <summary>A certificate, its key or a list of roots cannot be used.</summary>
/// <param name="file">The file that is to blame.</param>
/// <param name="problem">What is wrong with it, without the file's name.</param>
public sealed class CertificateException(string file, string problem) : IOException($"{file}: {problem}")
{
    public string File { get; } = file;

    public string Problem { get; } = problem;
}
