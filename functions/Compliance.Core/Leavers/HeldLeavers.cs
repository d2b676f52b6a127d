using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Leavers;

/// <summary>Leavers whom a legal hold keeps on a call: when one is released, the next night looks at them again.</summary>
public sealed class HeldLeavers(LeaverStore leavers, TimeProvider clock)
{
    /// <summary>Also those at work, whose run may have passed the recording while it was held.</summary>
    public async Task<IReadOnlyList<Versioned<LeaverDocument>>> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var held = new List<Versioned<LeaverDocument>>();
        await foreach (var id in leavers.ListHeldAsync(store, cancellationToken))
        {
            if (await leavers.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } found)
            {
                held.Add(found);
            }
        }

        return held;
    }

    /// <param name="held">As <see cref="ListAsync"/> gave them, after the release.</param>
    /// <param name="people">Blind tokens of the people on a recording that nothing holds any more.</param>
    /// <returns>Whether to come back, because one of them is being worked on or has changed.</returns>
    public async Task<bool> LookAgainAsync(
        TenantStore store,
        IEnumerable<Versioned<LeaverDocument>> held,
        IReadOnlyCollection<string> people,
        TenantSettings current,
        CancellationToken cancellationToken)
    {
        var (waits, today) = (false, LeaverDocument.DayIn(current, clock.GetUtcNow()));
        foreach (var stored in held.Where(x => x.Value.Tokens.Any(people.Contains)))
        {
            waits |= stored.Value.Run is not null
                || (stored.Value.LookAt > today
                    && await leavers.TryWriteAsync(store, stored.Value with { LookAt = today }, stored.ETag, cancellationToken) is null);
        }

        return waits;
    }
}
