using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Forwarding;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Applies a <see cref="ForwardingPolicy"/>: X-Forwarded-For, -Proto, -Host and Forwarded (RFC 7239).</summary>
public static class ForwardingFields
{
    /// <summary>The fields with the forwarding fields that the backend is to see, and with the request's id.</summary>
    /// <param name="host">The value of the client's Host field.</param>
    /// <param name="told">Which fields tell who the client is, where that is not as the policy says it.</param>
    public static HeaderFields Apply(
        HeaderFields fields, ClientInfo client, string host, ForwardingPolicy policy, ForwardedFields? told = null)
    {
        told ??= policy.Fields;
        var trusted = policy.Trusts(client.Peer);
        var keepX = trusted && told.XForwarded != ForwardingMode.Replace;
        var keepForwarded = trusted && told.Forwarded != ForwardingMode.Replace;
        var kept = new HeaderFieldsBuilder(fields.Count + 6);
        foreach (var field in fields.AsSpan())
        {
            var keep = !IsForged(field.Name, policy) && !Is(field, policy.RequestIdHeader)
                && (Is(field, "Forwarded") ? keepForwarded : !IsX(field.Name) || keepX);
            if (keep)
                kept.Add(field);
        }

        if (told.XForwarded != ForwardingMode.Off)
        {
            AppendMember(ref kept, "X-Forwarded-For", ClientAddress.Plain(client.Peer).ToString());
            AddMissing(ref kept, "X-Forwarded-Proto", client.Scheme);
            AddMissing(ref kept, "X-Forwarded-Host", host);
        }
        if (told.Forwarded != ForwardingMode.Off)
            AppendMember(ref kept, "Forwarded", $"for={Node(client.Peer)};host={Quoted(host)};proto={client.Scheme}");
        kept.Add(new HeaderField(policy.RequestIdHeader, client.RequestId));
        foreach (var subject in Subject(client, policy))
            kept.Add(subject);
        return kept.Build();
    }

    /// <summary>
    /// The fields as far as they are believed: without those of forwarding that an untrusted peer has sent, and without those that no
    /// client may send, but with that of its certificate.
    /// </summary>
    public static HeaderFields Believed(HeaderFields fields, ClientInfo client, ForwardingPolicy policy)
    {
        var trusted = policy.Trusts(client.Peer);
        var believed = fields.Where(field => !IsForged(field.Name, policy)
            && (trusted || !(IsX(field.Name) || Is(field, "Forwarded") || Is(field, policy.RequestIdHeader))));
        return [.. believed, .. Subject(client, policy)];
    }

    /// <summary>Whether no client may send a field of this name, trusted or not.</summary>
    internal static bool IsForged(string name, ForwardingPolicy policy) => IsTwin(name, policy) || policy.Reserves(name);

    /// <summary>The field with the subject of the client's certificate, where there is one.</summary>
    private static HeaderField[] Subject(ClientInfo client, ForwardingPolicy policy) =>
        policy.SubjectHeader is { } header && client.Subject is { } subject
            ? [new HeaderField(header, CertificateSubject.FieldValue(subject))]
            : [];

    // Makes one field of all of that name, the new member last.
    private static void AppendMember(ref HeaderFieldsBuilder fields, string name, string member)
    {
        var all = fields.Has(name) ? string.Join(", ", fields.Take(name).Where(value => value.Length > 0).Append(member)) : member;
        fields.Add(new HeaderField(name, all));
    }

    private static void AddMissing(ref HeaderFieldsBuilder fields, string name, string value)
    {
        if (!fields.Has(name))
            fields.Add(new HeaderField(name, value));
    }

    // RFC 7239 section 6: an IPv6 address is in brackets, and so must be quoted.
    private static string Node(IPAddress peer) =>
        ClientAddress.Plain(peer) is { AddressFamily: AddressFamily.InterNetworkV6 } v6
            ? $"\"[{v6}]\""
            : ClientAddress.Plain(peer).ToString();

    // RFC 7239 section 4: a value is a token or a quoted-string. A valid Host has neither quotes nor backslashes.
    private static string Quoted(string host) => Grammar.IsToken(host) ? host : $"\"{host}\"";

    // Servers that make environment variables of fields (CGI, WSGI) do not tell X_Forwarded_For from X-Forwarded-For.
    private static bool IsTwin(string name, ForwardingPolicy policy)
    {
        if (!name.Contains('_'))
            return false;
        var plain = name.Replace('_', '-');
        return IsX(plain) || plain.Equals(policy.RequestIdHeader.Replace('_', '-'), StringComparison.OrdinalIgnoreCase)
            && !name.Equals(policy.RequestIdHeader, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsX(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
