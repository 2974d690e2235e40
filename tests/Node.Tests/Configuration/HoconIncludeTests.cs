using ActorProxy.Node.Configuration;
using ActorProxy.Node.Tests.Persistence;

namespace ActorProxy.Node.Tests.Configuration;

public sealed class HoconIncludeTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("include \"x.conf\"")]
    [InlineData("include\t\"x.conf\" # that one")]
    [InlineData("include file(\"x.conf\")")]
    [InlineData("include required(\"x.conf\")")]
    [InlineData("include required( file( \"x.conf\" ) )")]
    [InlineData("include optional(\"x.conf\"),")]
    [InlineData("include optional(file(\"./x.conf\"))")]
    [InlineData("include \"*.conf\"")]
    [InlineData("include \"?.conf\"")]
    [InlineData("akka { }\ninclude \"x.conf\"")]
    public void What_a_file_says_is_as_if_it_stood_there(string include)
    {
        Write("x.conf", "a { b = 1, c = ${SET} }\nd = ${akka.e}");

        var document = Read($"akka.e = 5, a.b = 0\n{include}\na.f = 2");

        Assert.Empty(document.Problems.Concat(document.Warnings));
        Assert.Equal(["a.b=1", "a.c=set", "a.f=2", "akka.e=5", "d=5"], Leaves(document));
    }

    [Fact]
    public void It_stands_in_any_object_and_its_files_are_relative_to_it()
    {
        Write("routes.d/chat.conf", "chat { path = /chat\ninclude \"more/chat.conf\" }");
        Write("routes.d/more/chat.conf", "backends = [ws]");
        Write("routes.d/echo.conf", "{ echo.path = /echo }");

        var document = Read("actorproxy { routes { include \"routes.d/*.conf\" } }");

        Assert.Empty(document.Problems.Concat(document.Warnings));
        Assert.Equal(["actorproxy.routes.chat.backends[0]=ws", "actorproxy.routes.chat.path=/chat", "actorproxy.routes.echo.path=/echo"],
            Leaves(document));
        Assert.Equal(("node.conf", 1), Origin("actorproxy.routes"));
        Assert.Equal(("routes.d/chat.conf", 1), Origin("actorproxy.routes.chat.path"));
        Assert.Equal(("routes.d/more/chat.conf", 1), Origin("actorproxy.routes.chat.backends[0]"));
        Assert.Equal(("routes.d/echo.conf", 1), Origin("actorproxy.routes.echo"));

        (string File, int Line) Origin(string path) =>
            document.ToSection().OriginOf(path) is var (file, line) ? (Relative(file), line) : default;
    }

    [Fact]
    public void Files_of_a_pattern_come_in_the_order_of_their_paths_and_hidden_ones_do_not()
    {
        foreach (var name in (string[])["b/10", "b/9", "B/1", "a/2"])
            Write($"{name}.conf", $"last = \"{name}\"\n\"{name}\" = 1");
        Write("b/.#9.conf", "last = hidden");
        Write("b/9.conf~", "last = backup");
        Directory.CreateDirectory(_directory.File("b/x.conf"));

        var document = Read("include \"*/*.conf\"");

        Assert.Empty(document.Problems.Concat(document.Warnings));
        Assert.Equal(["last", "B/1", "a/2", "b/10", "b/9"], document.ToSection().Members.Select(member => member.Key));
        Assert.Equal("b/9", document.ToConfig().GetString("last"));
    }

    /// <summary>As Kubernetes mounts a ConfigMap: links to a hidden folder.</summary>
    [Fact]
    public void A_link_is_the_file_that_it_leads_to()
    {
        if (OperatingSystem.IsWindows())
            return;
        Write("d/..2026/a.conf", "a = 1");
        Directory.CreateSymbolicLink(_directory.File("d/..data"), "..2026");
        File.CreateSymbolicLink(_directory.File("d/a.conf"), "..data/a.conf");
        Assert.Equal(["a=1"], Leaves(Read("include \"d/*.conf\"")));

        File.CreateSymbolicLink(_directory.File("d/b.conf"), "none.conf");
        Assert.StartsWith("node.conf:1: include: cannot be read: ", Assert.Single(Problems("include \"d/*.conf\"")));
    }

    [Theory]
    // What may be missing.
    [InlineData("include \"none.conf\"", "node.conf:1: include: there is no file 'none.conf'; write include optional(\"none.conf\") "
        + "where it may be missing")]
    [InlineData("\nb { include file(\"none.conf\") }",
        "node.conf:2: b: include: there is no file 'none.conf'; write include optional(\"none.conf\") where it may be missing")]
    [InlineData("include required(\"none/x\")",
        "node.conf:1: include: there is no file 'none/x'; write include optional(\"none/x\") where it may be missing")]
    [InlineData("include required(\"none.d/*.conf\")", "node.conf:1: include: no file matches 'none.d/*.conf'")]
    [InlineData("include optional(\"none.conf\")", null)]
    [InlineData("include optional(\"none.d/*.conf\")", null)]
    [InlineData("include \"none.d/*.conf\"", null,
        "node.conf:1: include: no file matches 'none.d/*.conf'; write include optional(\"none.d/*.conf\") where that is as it should be")]
    [InlineData("include \"folder\"", "node.conf:1: include: cannot be read: 'folder' is a folder; write \"folder/*.conf\"")]
    [InlineData("include optional(\"folder\")", "node.conf:1: include: cannot be read: 'folder' is a folder; write \"folder/*.conf\"")]
    // What is wrong in a file, at its line.
    [InlineData("b { include \"broken.conf\" }\nc = *",
        "broken.conf:2: b.a: the key has no value|node.conf:2: c: a value with '*' must be in double quotes")]
    [InlineData("b { include \"closed.conf\" }", "closed.conf:2: b: '}' closes nothing")]
    [InlineData("include \"list.conf\"", "list.conf:1: the top level is an object, not a list")]
    [InlineData("include \"unset.conf\"", "unset.conf:1: x: the environment variable NONE is not set|unset.conf:2: y: "
        + "${akka.none}: there is no such key")]
    [InlineData("include \"broken.conf\"\nd = ${akka.behind}", "broken.conf:2: a: the key has no value")]
    // Circles.
    [InlineData("include \"node.conf\"", "node.conf:1: include: leads back to itself: node.conf -> node.conf")]
    [InlineData("include \"to.conf\"", "fro.conf:1: include: leads back to itself: node.conf -> to.conf -> fro.conf -> to.conf")]
    // What is no include.
    [InlineData("include url(\"http://x\")", "node.conf:1: include url(...) is not supported; files can be included")]
    [InlineData("include x.conf", "node.conf:1: " + Usage)]
    [InlineData("include \"\"", "node.conf:1: " + Usage)]
    [InlineData("include file()", "node.conf:1: " + Usage)]
    [InlineData("include fiel(\"x\")", "node.conf:1: " + Usage)]
    [InlineData("include file(required(\"x\"))", "node.conf:1: " + Usage)]
    [InlineData("include file(\"x\"", "node.conf:1: include: ')' is missing behind the name")]
    [InlineData("include \"broken.conf\" x",
        "broken.conf:2: a: the key has no value|node.conf:1: a new line or a comma is missing before 'x'")]
    [InlineData("include = 1, includes.include = 2, include { include.x = 3 }", null)]
    public void Problems_name_their_own_file_and_line(string text, string? expected, string? warning = null)
    {
        Directory.CreateDirectory(_directory.File("folder"));
        Write("broken.conf", "akka.before = 1\na =\nakka.behind = 2");
        Write("closed.conf", "a = 1\n}");
        Write("list.conf", "[1]");
        Write("unset.conf", "x = ${NONE}\ny = ${akka.none}");
        Write("to.conf", "include \"fro.conf\"");
        Write("fro.conf", "include \"to.conf\"");
        Write("node.conf", text);

        Assert.Equal(expected?.Split('|') ?? [], Problems(text));
        Assert.Equal(warning is null ? [] : [warning], Read(text).Warnings.Select(w => Relative(w.ToString())));
    }

    [Fact]
    public void Settings_are_wrong_where_they_stand()
    {
        Write("a.conf", "\na { backends = [\"ws://a\"], attempts = 0 }");
        Write("pools.conf", "chat { backends = [\"ws://a\"],\npickr = random }");
        File.WriteAllText(_directory.File("node.conf"),
            "actorproxy { listeners { web { prot = 1 } }\npools { include \"pools.conf\" }\nroutes { include \"a.conf\" } }");

        Assert.Equal(
            [
                "a.conf:2: actorproxy.routes.a.attempts: 0 is out of range; allowed is 1 to 10",
                "node.conf:1: actorproxy.listeners.web: the port is missing",
                "node.conf:1: actorproxy.listeners.web.prot: unknown key; did you mean port?",
                "pools.conf:2: actorproxy.pools.chat.pickr: unknown key; did you mean picker?",
            ],
            ConfigurationLoader.Load(_directory.File("node.conf")).Problems.Select(p => Relative(p.ToString())));
    }

    [Fact]
    public void Files_in_one_another_have_a_bound()
    {
        for (var i = 1; i <= HoconIncludes.MaxDepth + 1; i++)
            Write($"{i}.conf", $"include \"{i + 1}.conf\"");
        Write($"{HoconIncludes.MaxDepth + 1}.conf", "");
        Assert.Contains("deeper than 16 levels: node.conf -> 1.conf -> 2.conf", Assert.Single(Problems("include \"1.conf\"")));
        Assert.Empty(Problems("include \"2.conf\""));
    }

    [Fact]
    public void Keys_in_one_another_have_the_bound_of_one_file()
    {
        Write("x.conf", string.Concat(Enumerable.Repeat("x.", HoconReader.MaxDepth - 1)) + "x = 1");
        Assert.Empty(Problems("include \"x.conf\""));
        Assert.EndsWith("nested deeper than 64 levels", Assert.Single(Problems("a { include \"x.conf\" }")));
    }

    [Fact]
    public void How_many_files_there_are_has_a_bound_however_few_they_are()
    {
        // Each twice in the one before: 2 to the power of 15.
        var files = new FilesInMemory(name => name == "15.conf"
            ? ""
            : $"include \"{int.Parse(name.Split('.')[0]) + 1}.conf\"\ninclude \"{int.Parse(name.Split('.')[0]) + 1}.conf\"");

        var problem = Assert.Single(HoconReader.Read("include \"1.conf\"", "node.conf", _ => null, files).Problems);

        Assert.EndsWith("include: there are more than 1000 files to include", problem.ToString());
    }

    [Fact]
    public void All_files_together_are_as_large_as_one_may_be()
    {
        Write("half.conf", new string('#', ConfigurationFiles.MaxSize / 2));
        const string include = "include \"half.conf\"\n";
        Assert.Empty(Problems(include));
        Assert.Equal(
            ["node.conf:2: include: cannot be read: 'half.conf' and the files before it are larger than 4 MiB; routes in such numbers "
                + "belong into the registry"],
            Problems(include + include));
    }

    private const string Usage = "include takes a file's name in double quotes, as in include \"routes.d/*.conf\", include "
        + "required(\"x.conf\") or include optional(\"x.conf\")";

    private IEnumerable<string> Problems(string text) =>
        Read(text).Problems.OrderBy(p => p.File, StringComparer.Ordinal).Select(p => Relative(p.ToString()));

    private HoconDocument Read(string text) =>
        HoconReader.Read(text, _directory.File("node.conf"), name => name == "SET" ? "set" : null, new ConfigurationFiles());

    private string Relative(string text) => text.Replace(_directory.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(name))!);
        File.WriteAllText(_directory.File(name), text);
    }

    /// <summary>Files whose reading takes no time, of which all have a bound together.</summary>
    private sealed class FilesInMemory(Func<string, string> text) : IHoconFiles
    {
        public IReadOnlyList<string> Find(string directory, string name) => [name];

        public string Read(string file, int limit) => text(file);
    }

    private static IEnumerable<string> Leaves(HoconDocument document) => document.ToSection().Texts().Order(StringComparer.Ordinal);
}
