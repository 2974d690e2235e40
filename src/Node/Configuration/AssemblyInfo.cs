using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ActorProxy.Node.Tests")]
[assembly: InternalsVisibleTo("ActorProxy.Fuzz.Tests")]
