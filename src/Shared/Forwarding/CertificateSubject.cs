using System.Text;

namespace ActorProxy.Shared.Forwarding;

/// <summary>The subject of a certificate as the value of a field.</summary>
public static class CertificateSubject
{
    /// <summary>
    /// The name with each byte of UTF-8 that is no visible ASCII character or space as <c>\</c> and two hex digits (RFC 4514 section 2.4).
    /// </summary>
    /// <param name="subject">A distinguished name, as in <c>CN=client, O=Example</c>.</param>
    public static string FieldValue(string subject)
    {
        var value = new StringBuilder(subject.Length);
        foreach (var b in Encoding.UTF8.GetBytes(subject.Trim()))
        {
            if (b is >= 0x20 and < 0x7F)
                value.Append((char)b);
            else
                value.Append('\\').Append(b.ToString("X2"));
        }
        return value.ToString();
    }
}
