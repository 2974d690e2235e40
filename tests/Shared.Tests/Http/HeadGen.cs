using ActorProxy.Shared.Http;
using CsCheck;

namespace ActorProxy.Shared.Tests.Http;

/// <summary>Generators of valid heads and of bytes that come near to one.</summary>
internal static class HeadGen
{
    private const string TokenChars = "!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz";

    private static readonly string[] Pieces =
    [
        "GET", " ", "/", "HTTP/1.1", "HTTP/1.0 ", "HTTP/1.1 101 ", "\r\n", "\r\n\r\n", "\n", "\r", "Host: h", ":", "Upgrade", ",", "\t",
        "\0", "\xff", "aaaaaaaaaaaaaaaa", "Connection: a, b", "0", "200", "\"", "\\",
    ];

    public static readonly Gen<string> Token = Gen.String[Gen.Char[TokenChars], 1, 12];

    private static readonly Gen<string> Value = Gen.String[Gen.Char['\x20', '\xff'].Where(c => c != '\x7f'), 0, 40]
        .Select(v => v.Trim(' ', '\t'));

    private static readonly Gen<HeaderFields> Fields =
        Gen.Select(Token, Value, (n, v) => new HeaderField(n, v)).Array[0, 8].Select(f => HeaderFields.Create(f));

    public static readonly Gen<RequestHead> Request =
        Gen.Select(Token, Gen.String[Gen.Char['!', '~'], 1, 60], Fields, (m, t, f) => new RequestHead(m, t, f));

    public static readonly Gen<ResponseHead> Response =
        Gen.Select(Gen.Int[100, 599], Value, Fields, (s, r, f) => new ResponseHead(s, r, f));

    public static readonly Gen<byte[]> Garbage = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        Gen.OneOfConst(Pieces).Array[0, 40].Select(p => HeadBytes.Latin1(string.Concat(p))),
        Gen.Select(Request.Select(HeadBytes.Written), Gen.Int[0, 300], Gen.Byte, Mutated),
        Gen.Select(Response.Select(HeadBytes.Written), Gen.Int[0, 300], Gen.Byte, Mutated));

    private static byte[] Mutated(byte[] bytes, int at, byte value)
    {
        bytes[at % bytes.Length] = value;
        return bytes;
    }
}
