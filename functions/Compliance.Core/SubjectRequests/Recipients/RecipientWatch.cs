using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Checks open notices by the clock: sends what could not be sent, reminds every <see cref="TenantSettings.RecipientReminderDays"/>, and
/// alerts the privacy team after <see cref="TenantSettings.RecipientOverdueDays"/>.
/// </summary>
public sealed class RecipientWatch(NoticeStore notices, NoticeMessages messages, TenantSettingsStore settings, TimeProvider clock)
{
    /// <returns>The notices that failed; the next run tries them again.</returns>
    public async Task<IReadOnlyList<(NoticeKey Key, Exception Reason)>> RunAsync(
        TenantStore store, string origin, CancellationToken cancellationToken)
    {
        var failed = new List<(NoticeKey Key, Exception Reason)>();
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        await foreach (var (key, mark) in notices.ListOpenAsync(store, cancellationToken))
        {
            try
            {
                var registered = current.Recipients.Any(x => x.Name == key.Recipient);
                var now = clock.GetUtcNow();
                var update = await notices.UpdateAsync(
                    store, key, x =>
                        x?.Due(current.RecipientReminderDays, current.RecipientOverdueDays, registered, now), cancellationToken);
                if (update is not { Notice: { IsAtRest: false } notice }
                    || (!registered && notice is { State: NoticeState.Overdue, OwesWord: false }))
                {
                    // At rest, or overdue for a recipient that receives nothing more.
                    await notices.CloseAsync(store, key, mark, cancellationToken);
                    continue;
                }

                await messages.PayAsync(store, key, notice, current, origin, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add((key, e));
            }
        }

        return failed;
    }
}
