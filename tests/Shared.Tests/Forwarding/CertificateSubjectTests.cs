using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Forwarding;

namespace ActorProxy.Shared.Tests.Forwarding;

public class CertificateSubjectTests
{
    [Theory(DisplayName = "RFC 4514 2.4 and RFC 9110 5.5: a subject is a field value whatever it has in it")]
    [InlineData("CN=client, O=Example", "CN=client, O=Example")]
    [InlineData("CN=Zoë", "CN=Zo\\C3\\AB")]
    [InlineData("CN=a\r\nX-Admin: 1", "CN=a\\0D\\0AX-Admin: 1")]
    [InlineData(" CN=\"a, b\"\t", "CN=\"a, b\"")]
    [InlineData("", "")]
    public void Field_value(string subject, string expected) => Assert.Equal(expected, CertificateSubject.FieldValue(subject));

    [Fact]
    public void The_field_is_ours_alone_however_it_is_spelled()
    {
        var policy = new ForwardingPolicy { SubjectHeader = "X-Client-Subject", ReservedHeaders = ["X-Client-Subject"],
            Fields = new ForwardedFields { XForwarded = ForwardingMode.Off } };
        HeaderFields sent =
        [
            new("X-Client-Subject", "CN=forged"), new("x-client-subject", "CN=forged"), new("X_Client_Subject", "CN=forged"),
            new("X-Client_Subject", "CN=forged"), new("X-Client-Subject-2", "passes"),
        ];
        var client = new ClientInfo(System.Net.IPAddress.Loopback, "https", "id") { Subject = "CN=me" };
        Assert.Equal(
            [new("X-Client-Subject-2", "passes"), new("X-Request-Id", "id"), new("X-Client-Subject", "CN=me")],
            ForwardingFields.Apply(sent, client, "h", policy));
        Assert.Equal(
            [new("X-Client-Subject-2", "passes"), new("X-Request-Id", "id")],
            ForwardingFields.Apply(sent, client with { Subject = null }, "h", policy));
    }
}
