using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Settings;

public class SettingMergeTests
{
    private static readonly SettingsShape Shape = new SettingsModel().Of(typeof(Outer));

    [Fact]
    public void What_needs_a_restart_keeps_its_value_wherever_it_lies()
    {
        var running = new Outer { Free = 1, Fixed = 1, Inside = new() { Free = 1, Fixed = 1 },
            Among = new() { AmongFree = 1, AmongFixed = 1 }, Whole = new() { Free = 1 } };
        var next = new Outer { Free = 2, Fixed = 2, Inside = new() { Free = 2, Fixed = 2 }, Among = new() { AmongFree = 2, AmongFixed = 2 },
            Whole = new() { Free = 2 }, None = "next" };

        var merged = SettingMerge.Of(Shape, running, next);

        Assert.Equal(new Outer { Free = 2, Fixed = 1, Inside = new() { Free = 2, Fixed = 1 },
            Among = new() { AmongFree = 2, AmongFixed = 1 }, Whole = new() { Free = 1 }, None = "next" }, merged);
        // What it was made of is as it was.
        Assert.Equal(2, next.Among.AmongFixed);
        Assert.Equal(2, next.Inside.Fixed);
    }

    [Fact]
    public void Where_nothing_needs_a_restart_it_is_the_next_one_itself()
    {
        var next = new Outer { Free = 2 };

        Assert.Same(next, SettingMerge.Of(Shape, new Outer { Free = 1 }, next));
    }

    public sealed record Outer
    {
        [Setting("A value."), Between(0, 10)]
        public int Free { get; init; }

        [Setting("A value.", Restart = "why"), Between(0, 10)]
        public int Fixed { get; init; }

        [Setting("A section.")]
        public Inner Inside { get; init; } = new();

        [Inline]
        public Inlined Among { get; init; } = new();

        [Setting("A section.", Restart = "why")]
        public Inner Whole { get; init; } = new();

        /// <summary>No setting.</summary>
        public string? None { get; init; }
    }

    public sealed record Inner
    {
        [Setting("A value."), Between(0, 10)]
        public int Free { get; init; }

        [Setting("A value.", Restart = "why"), Between(0, 10)]
        public int Fixed { get; init; }
    }

    public sealed record Inlined
    {
        [Setting("A value."), Between(0, 10)]
        public int AmongFree { get; init; }

        [Setting("A value.", Restart = "why"), Between(0, 10)]
        public int AmongFixed { get; init; }
    }
}
