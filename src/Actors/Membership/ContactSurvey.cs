using System.Collections.Immutable;
using ActorProxy.Shared.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>Looks at the contact points: who there is, and who of them has a cluster. One look at a time.</summary>
internal sealed class ContactSurvey(ContactPoint self, IClusterLook look, FormerMembers former, MembershipQuestion question,
    TimeProvider time)
{
    private ImmutableHashSet<ContactPoint> _last = [];
    private long _changed;

    /// <exception cref="IOException">The contact points are not known.</exception>
    public async Task<JoinView> TakeAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var contacts = await look.FindAsync(cancellation);
        var now = contacts.Points.ToImmutableHashSet();
        if (!now.SetEquals(_last))
            (_last, _changed) = (now, time.GetTimestamp());
        var unchanged = time.GetElapsedTime(_changed);
        var members = former.Nodes;
        var others = await Task.WhenAll(
        [
            .. contacts.Points.Where(point => !point.IsAt(self)).Select(point => AskAsync(point, false, cancellation)),
            .. members.Where(node => !contacts.Points.Any(node.IsAt)).Select(node => AskAsync(node, true, cancellation)),
        ]);
        return new JoinView(self, contacts, [.. others], WasMember: former.Known, unchanged, time.GetElapsedTime(began));
    }

    private async Task<FoundNode> AskAsync(ContactPoint node, bool former, CancellationToken cancellation) =>
        new(node, await question.AskAsync(node, cancellation), former);
}
