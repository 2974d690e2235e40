namespace ActorProxy.Shared.Tls;

/// <summary>The PEM files of a certificate, with its chain behind it, and of its private key. They may be one file.</summary>
public sealed record CertificateFiles(string Certificate, string Key);
