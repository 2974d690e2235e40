namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Heads of plain HTTP requests as bytes.</summary>
internal static class Requests
{
    public static string Get(string path = "/", params string[] fields) => Of("GET", path, fields);

    public static string Of(string method, string path, params string[] fields) =>
        string.Join("\r\n", [$"{method} {path} HTTP/1.1", "Host: example.com", .. fields, "", ""]);
}
