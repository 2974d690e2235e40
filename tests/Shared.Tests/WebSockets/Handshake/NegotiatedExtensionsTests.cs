using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public sealed class NegotiatedExtensionsTests
{
    [Theory]
    [InlineData(null, NegotiatedExtensions.None)]
    [InlineData("permessage-deflate", NegotiatedExtensions.Deflate)]
    [InlineData("permessage-deflate; client_max_window_bits=15", NegotiatedExtensions.Deflate)]
    [InlineData("permessage-deflate ; server_no_context_takeover;client_no_context_takeover",
        NegotiatedExtensions.Deflate | NegotiatedExtensions.ClientNoContextTakeover | NegotiatedExtensions.ServerNoContextTakeover)]
    [InlineData("x-other", NegotiatedExtensions.Other)]
    [InlineData("x-other; client_no_context_takeover, permessage-deflate; server_no_context_takeover",
        NegotiatedExtensions.Other | NegotiatedExtensions.Deflate | NegotiatedExtensions.ServerNoContextTakeover)]
    public void What_was_agreed_on_is_read(string? list, NegotiatedExtensions expected) =>
        Assert.Equal(expected, NegotiatedExtensionsReader.Read(list));
}
