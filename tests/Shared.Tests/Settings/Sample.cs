using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Settings;

/// <summary>A section with a setting of each kind.</summary>
public sealed record Sample : ISettingsCheck
{
    [Setting("Whether it is on.")]
    public bool Enabled { get; init; }

    [Setting("How often."), Between(1, 10)]
    public int Attempts { get; init; } = 3;

    [Setting("How many: {range}. More do not fit."), Between(0, 100, Zero = "no limit")]
    public int Most { get; init; }

    [Setting("How long."), Between("1s", "7d")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(300);

    [Setting("How long at first; without it, as later.", Example = "5s"), Between("1s", "1m", Zero = "none")]
    public TimeSpan? First { get; init; }

    [Setting("How large."), Between("1KiB", "1MiB")]
    public int Buffer { get; init; } = 64 * 1024;

    [Setting("How large in all."), Between("0B", "1024GiB", Zero = "no limit")]
    public long Memory { get; init; } = 1L << 30;

    [Setting("Share."), Between("0", "1")]
    public double Sampling { get; init; } = 0.01;

    [Setting("A word.")]
    public Colour Colour { get; init; }

    [Setting("Where.")]
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    [Setting("From where.", Example = "[\"10.0.0.0/8\"]")]
    public ValueList<IPNetwork> Peers { get; init; } = [];

    [Setting("What for.", Example = "chat", Secret = true)]
    public string? Purpose { get; init; }

    [Setting("Servers.", Example = "[\"ws://a\", { url = \"ws://b\", weight = 2 }]")]
    public ValueList<SampleServer> Servers { get; init; } = [];

    [Setting("Fields.")]
    public ValueList<SampleField> Set { get; init; } = [];

    [Setting("Doors, under names of your choice.")]
    public ValueList<SampleDoor> Doors { get; init; } = [];

    [Setting("With this section it speaks TLS.")]
    public SampleTls? Tls { get; init; }

    [Setting("An inner section.")]
    public SampleInner Inner { get; init; } = new();

    public void Check(SettingsCheck check)
    {
        if (check.Has("first") && First > IdleTimeout)
            check.Problem("first", "is longer than idle-timeout");
    }
}

public enum Colour
{
    Red,
    DarkBlue,
}

[ShortForm("url")]
public sealed record SampleServer
{
    [Setting("Its URL.", Required = "the url is missing", Example = "\"ws://a\"")]
    public string? Url { get; init; }

    [Setting("Its weight."), Between(1, 100)]
    public int Weight { get; init; } = 1;
}

[ShortForm("value")]
public sealed record SampleField
{
    [SectionName]
    public string Name { get; init; } = "";

    [Setting("Its value.", Required = "the value is missing")]
    public string Value { get; init; } = "";
}

public sealed record SampleDoor
{
    [SectionName]
    public string Name { get; init; } = "";

    [Setting("Its port.", Required = "the port is missing", Example = "8080"), Between(0, 65535)]
    public int? Port { get; init; }
}

public sealed record SampleTls
{
    [Inline]
    public SampleFiles? Files { get; init; }

    [Setting("Whether it is verified.")]
    public bool Verify { get; init; } = true;
}

public sealed record SampleFiles
{
    [Setting("The certificate.", Example = "\"a.pem\"")]
    public string? Certificate { get; init; }

    [Setting("Its key.", Example = "\"b.pem\"")]
    public string? Key { get; init; }
}

public sealed record SampleInner
{
    [Setting("How deep."), Between(1, 9)]
    public int Depth { get; init; } = 2;
}
