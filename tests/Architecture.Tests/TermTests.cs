using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ActorProxy.Architecture.Tests;

/// <summary>
/// The field's terms, one for each thing: accounting, selection, replica, timeout, keyword, completion. Names of types, and of their
/// public members, have none of the terms that once stood for these.
/// </summary>
public partial class TermTests
{
    private static readonly HashSet<string> Never =
    [
        "Book", "Books", "Desk", "Tidy", "Tidied", "Tidying", "Lively", "Lent", "Patience", "Whoever",
        "Copy", "Copies", "Ends", "Turn", "Turns", "Word", "Words",
    ];

    /// <summary>Plain English that means what it says: of a frame, of bytes and of a record.</summary>
    private static readonly string[] Allowed =
    [
        "Http2Frame.EndsStream", "SettingTarget.CopyOf", "SettingTarget.IsCopy",
    ];

    [Fact]
    public void Names_have_the_terms_of_the_field()
    {
        var names = Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten).SelectMany(NamesOf).ToHashSet();
        var found = names.Where(name => Parts().Matches(name[(name.LastIndexOf('.') + 1)..]).Any(part => Never.Contains(part.Value)));

        Assert.Equal(Allowed, found.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Assembly> Assemblies =>
    [
        typeof(Shared.Options.ProxyOptions).Assembly, typeof(Transport.ITransport).Assembly, typeof(Actors.ProxyNode).Assembly,
        typeof(Node.Configuration.ConfigurationLoader).Assembly,
    ];

    private static IEnumerable<string> NamesOf(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not (Type or MethodBase { IsSpecialName: true }) && !IsOfTheCompiler(member))
            .Select(member => $"{Plain(type)}.{member.Name}")
            .Append(Plain(type));

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static bool IsWritten(Type type) => type.Namespace is not null && !IsOfTheCompiler(type);

    private static bool IsOfTheCompiler(MemberInfo member) =>
        member.Name.Contains('<') || member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            || (member.DeclaringType is { } outer && IsOfTheCompiler(outer));

    /// <summary>Of a name in Pascal case.</summary>
    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Parts();
}
