using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads <c>actorproxy.admin</c>. The files that it names are looked at by <see cref="AdminCheck"/>.</summary>
internal static class AdminReader
{
    private static readonly AdminOptions Defaults = new();

    public static AdminOptions Read(HoconSection section)
    {
        var options = new AdminOptions
        {
            Address = section.Address("address", Defaults.Address),
            Port = section.Number("port", Defaults.Port, 0, 65535),
            Token = section.Text("token"),
            TokenFile = section.Text("token-file"),
            Tls = section.Has("tls") ? ReadTls(section.Section("tls")) : null,
        };
        if (section.Has("token") && section.Has("token-file"))
            section.Problem("token-file", "the token is given twice; write either token or token-file");
        if (options.Token is { } token && options.TokenProblem(token) is { } problem)
            section.Problem("token", problem);
        if (options.Token is { Length: > 0 and < AdminOptions.MinTokenLength } && !options.BeyondLoopback)
            section.Warn("token", $"can be guessed by any program of this machine; use at least {AdminOptions.MinTokenLength} characters");
        if (options is { Port: not 0, BeyondLoopback: true } && !section.Has("token") && !section.Has("token-file"))
            section.Problem("address", $"{options.Address} can be reached from elsewhere, and whoever connects could close connections and change routes: set token or token-file, or 127.0.0.1");
        section.Close();
        return options;
    }

    private static CertificateFiles ReadTls(HoconSection section)
    {
        foreach (var key in (string[])["certificate", "key"])
            if (!section.Has(key))
                section.Problem(key, "is missing; name a PEM file");
        var files = new CertificateFiles(section.Text("certificate") ?? "", section.Text("key") ?? "");
        section.Close();
        return files;
    }
}
