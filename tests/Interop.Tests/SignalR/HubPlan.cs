namespace ActorProxy.Interop.Tests.SignalR;

/// <summary>What a client is to do with the hub: connect, invoke, follow a stream, stop.</summary>
/// <param name="Transport">As in HttpTransportType of the client's library.</param>
/// <param name="Items">Of the stream.</param>
internal sealed record HubPlan(Uri Url, string Transport, int Items, string Greeting);
