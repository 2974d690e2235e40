namespace ActorProxy.Transport.Tests;
public abstract class RelaySpec : TransportSpec;
