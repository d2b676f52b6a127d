using Compliance.Audit;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Notes in records that the time for which a consent was given is over. Where the tenant requires records, the purpose stops with it on the
/// recordings that rest on the record; where tickets are believed, nothing follows.
/// </summary>
public sealed class ConsentExpiry(ConsentStore records, TenantSettingsStore settings, TimeProvider clock)
{
    public async Task RunAsync(TenantStore store, Actor actor, CancellationToken cancellationToken)
    {
        var required = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings.ConsentRecords is ConsentRecords.Required;
        await foreach (var id in records.ListOverAsync(store, cancellationToken))
        {
            while (await records.FindAsync(store, id, cancellationToken) is { } stored
                && ConsentTransitions.IsValid(stored.Document.Current.State)
                && stored.Document.Current.ValidUntil is { } end
                && end <= clock.GetUtcNow())
            {
                var over = new ConsentEvent(ConsentState.Expired, end, clock.GetUtcNow(), actor.Pseudonym)
                {
                    Owes = required ? stored.Document.Events.Count : null,
                };
                await records.TryWriteAsync(
                    store, id, stored.Document with { Events = [.. stored.Document.Events, over] }, stored.ETag, cancellationToken);
            }
        }
    }
}
