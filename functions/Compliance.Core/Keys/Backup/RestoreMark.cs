using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// A restore under way, <c>keyring/restoring</c>: while it lies there the tenant is closed (<see cref="TenantGate"/>). Written before
/// anything is restored, removed as the last step.
/// </summary>
/// <param name="Backup">The backup of the key ring.</param>
/// <param name="Data">Whether the data account was empty when it began and is filled from a copy.</param>
/// <param name="Copy">What tells that copy from others; null without one.</param>
public sealed record RestoreMark(string Backup, bool Data, string? Copy, DateTimeOffset At)
{
    static readonly VersionedBlob<Unit, RestoreMark> Blob = new(x => x.Keyring, _ => TenantGate.MarkName);

    public static async Task<RestoreMark?> FindAsync(TenantStore store, CancellationToken cancellationToken) =>
        (await Blob.FindAsync(store, default, cancellationToken))?.Value;

    /// <returns>False when there is one: another restore is under way, or stopped.</returns>
    public async Task<bool> TryPutAsync(TenantStore store, CancellationToken cancellationToken) =>
        await Blob.TryCreateAsync(store, default, this, cancellationToken) is not null;

    public static Task RemoveAsync(TenantStore store, CancellationToken cancellationToken) =>
        Blob.RemoveAsync(store, default, cancellationToken);
}
