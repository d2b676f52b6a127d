using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// A restore in progress, <c>keyring/restoring</c>. While it exists the tenant is closed (<see cref="TenantGate"/>). It is written before
/// anything is restored and removed as the last step.
/// </summary>
/// <param name="Backup">The backup of the key ring.</param>
/// <param name="Data">Whether the data account was empty at the start and is being filled from a copy.</param>
/// <param name="Copy">Identifies that copy; null without one.</param>
public sealed record RestoreMark(string Backup, bool Data, string? Copy, DateTimeOffset At)
{
    static readonly VersionedBlob<Unit, RestoreMark> Blob = new(x => x.Keyring, _ => TenantGate.MarkName);

    public static async Task<RestoreMark?> FindAsync(TenantStore store, CancellationToken cancellationToken) =>
        (await Blob.FindAsync(store, default, cancellationToken))?.Value;

    /// <returns>False if there is one already: another restore is in progress or was interrupted.</returns>
    public async Task<bool> TryPutAsync(TenantStore store, CancellationToken cancellationToken) =>
        await Blob.TryCreateAsync(store, default, this, cancellationToken) is not null;

    public static Task RemoveAsync(TenantStore store, CancellationToken cancellationToken) =>
        Blob.RemoveAsync(store, default, cancellationToken);
}
