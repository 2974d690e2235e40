using System.Collections.Immutable;
using System.Net;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Names;

/// <summary>Who is asked for names. May be used from any thread.</summary>
public interface INameLookup
{
    /// <summary>The addresses of a name: one at least.</summary>
    /// <exception cref="LookupException">There is none, or nobody answers.</exception>
    Task<Looked<IPAddress[]>> AddressesAsync(string name);

    /// <summary>The SRV records of a name: one at least, in an order of their own.</summary>
    /// <exception cref="LookupException">There is none, or nobody answers.</exception>
    Task<Looked<ImmutableArray<ServiceRecord>>> ServicesAsync(string name);
}

/// <summary>An answer, and after which time it is to be asked for again.</summary>
public sealed record Looked<T>(T Value, TimeSpan RenewAfter);

/// <summary>There was no answer; the message names what was asked for.</summary>
public sealed class LookupException(string message) : Exception(message);
