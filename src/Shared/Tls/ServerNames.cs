namespace ActorProxy.Shared.Tls;

/// <summary>Which certificate serves the name that a client asks for (SNI, RFC 6066 section 3).</summary>
public static class ServerNames
{
    /// <summary>The index of the first certificate with exactly this name, else of the first with a wildcard for it, else -1.</summary>
    /// <param name="certificates">The DNS names of each certificate.</param>
    /// <param name="serverName">What the client asks for; "" matches none.</param>
    public static int Choose(IReadOnlyList<IReadOnlyList<string>> certificates, string serverName)
    {
        var name = serverName.AsSpan().TrimEnd('.');
        if (name.IsEmpty)
            return -1;
        for (var i = 0; i < certificates.Count; i++)
        {
            foreach (var own in certificates[i])
            {
                if (name.Equals(own, StringComparison.OrdinalIgnoreCase))
                    return i;
            }
        }
        for (var i = 0; i < certificates.Count; i++)
        {
            foreach (var own in certificates[i])
            {
                if (IsBelow(name, own))
                    return i;
            }
        }
        return -1;
    }

    // RFC 9525 section 6.3: the wildcard is a whole label, the leftmost, and stands for exactly one.
    private static bool IsBelow(ReadOnlySpan<char> name, string wildcard)
    {
        var dot = name.IndexOf('.');
        return dot > 0 && wildcard.StartsWith("*.", StringComparison.Ordinal)
            && name[dot..].Equals(wildcard.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What a client gets that names no server, or one that no certificate has.</summary>
public enum DefaultCertificate
{
    /// <summary>The first certificate of the listener.</summary>
    First,
    /// <summary>None: its handshake fails.</summary>
    None,
}
