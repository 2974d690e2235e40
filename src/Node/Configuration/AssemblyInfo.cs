using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ActorProxy.Node.Tests")]
