using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>Between <see cref="BackendPool"/> and <see cref="PoolDocument"/>.</summary>
internal static class PoolDocuments
{
    public static PoolDocument Write(BackendPool pool) => new()
    {
        Name = pool.Name,
        Picker = pool.Picker == PickerKind.RoundRobin ? null : pool.Picker,
        Backends = [.. pool.Backends.Select(Write)],
        Tls = pool.Tls == BackendTls.Default
            ? null
            : new BackendTlsDocument(pool.Tls.Ca, pool.Tls.ServerName, pool.Tls.Certificate?.Certificate, pool.Tls.Certificate?.Key, pool.Tls.Verify ? null : false),
        SendProxyProtocol = pool.SendProxyProtocol == ProxyProtocolMode.Off ? null : pool.SendProxyProtocol,
        Http2 = pool.Http2 ? true : null,
        MaxConnectionsPerBackend = pool.MaxConnectionsPerBackend == 0 ? null : pool.MaxConnectionsPerBackend,
        StickyCookie = pool.Sticky is { } sticky ? new StickyCookieDocument(sticky.Name, sticky.SameSite) : null,
    };

    /// <summary>Null where there are errors.</summary>
    public static BackendPool? Read(PoolDocument? document, DocumentErrors errors)
    {
        if (document is null)
        {
            errors.Add("pool is missing");
            return null;
        }
        var before = errors.All.Count;
        if (string.IsNullOrWhiteSpace(document.Name))
            errors.Add("pool.name is missing");
        var backends = new Dictionary<string, Backend>(StringComparer.Ordinal);
        foreach (var item in document.Backends ?? [])
            ReadBackend(item, backends, errors);
        if (errors.All.Count == before && backends.Count == 0)
            errors.Add("pool.backends: the list is empty");
        var sticky = document.StickyCookie is { } cookie ? new StickyCookie(cookie.Name ?? StickyCookie.DefaultName, cookie.SameSite ?? SameSite.Lax) : null;
        errors.Add("pool.sticky-cookie", sticky?.Validate() ?? []);
        var most = (int)errors.Range("pool.max-connections-per-backend", document.MaxConnectionsPerBackend, 0, 10_000_000, 0);
        var tls = ReadTls(document.Tls, errors);
        return errors.All.Count > before
            ? null
            : new BackendPool(document.Name!, [.. backends.Values], document.Picker ?? PickerKind.RoundRobin)
            {
                Tls = tls,
                SendProxyProtocol = document.SendProxyProtocol ?? ProxyProtocolMode.Off,
                Http2 = document.Http2 ?? false,
                MaxConnectionsPerBackend = most,
                Sticky = sticky,
            };
    }

    private static BackendDocument Write(Backend backend)
    {
        var url = backend.Address.ToString();
        return new BackendDocument(url, backend.Weight == 1 ? null : backend.Weight, backend.Id == url ? null : backend.Id);
    }

    private static void ReadBackend(BackendDocument? document, Dictionary<string, Backend> backends, DocumentErrors errors)
    {
        if (document?.Url is null)
        {
            errors.Add("pool.backends: a url is missing");
            return;
        }
        if (!BackendAddress.TryParse(document.Url, out var address, out var error))
        {
            errors.Add($"pool.backends: {error}");
            return;
        }
        var backend = Backend.At(address, (int)errors.Range("pool.backends: weight", document.Weight, 1, Backend.MaxWeight, 1));
        if (document.Id is { Length: > 0 } id)
            backend = backend with { Id = id };
        if (!backends.TryAdd(backend.Id, backend))
            errors.Add($"pool.backends: {backend.Id} is in the list twice; use a weight to give it more");
    }

    private static BackendTls ReadTls(BackendTlsDocument? document, DocumentErrors errors)
    {
        if (document is null)
            return BackendTls.Default;
        if (document.Certificate is null != document.Key is null)
            errors.Add("pool.tls: certificate and key belong together; one is missing");
        if (document.ServerName is { } name && !HostName.IsValid(name))
            errors.Add($"pool.tls.server-name: '{name}' is no host name");
        return new BackendTls
        {
            Ca = document.Ca,
            ServerName = document.ServerName,
            Certificate = document is { Certificate: { } certificate, Key: { } key } ? new CertificateFiles(certificate, key) : null,
            Verify = document.Verify ?? true,
        };
    }
}
