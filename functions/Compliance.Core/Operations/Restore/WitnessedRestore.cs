using System.Globalization;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Compares a restored log with what the tenant's witness has cosigned. A log that ends before that has lost entries, which a witness alone
/// can show when both accounts were put back. The tenant then opens only for a reason, which its log states.
/// </summary>
public sealed class WitnessedRestore(Witnessing witnesses)
{
    /// <returns>Details for the entry of the restore; null if the log contradicts nothing.</returns>
    /// <exception cref="KeyBackupException">
    /// The log contradicts its witness, or the witness was not heard, and there is no reason.
    /// </exception>
    public async Task<IReadOnlyDictionary<string, string>?> CheckAsync(
        TenantStore store, RestoreReason? reason, CancellationToken cancellationToken)
    {
        if (await witnesses.CompareAsync(store.Scope, cancellationToken) is not { Verdict: not WitnessVerdict.Cosigned } found)
        {
            return null;
        }

        if (reason is not { } given)
        {
            throw new KeyBackupException(
                $"The restored audit log is not as its witness knows it ({Text(found)}). The tenant stays closed. "
                + "Restore a later state, or give a reason for which it opens all the same.");
        }

        return new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = given.ToString(), ["witness"] = Text(found) };
    }

    static string Text(WitnessResult found) => found.Size is { } size
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Verdict}:0x{size:x16}")
        : $"{found.Verdict}";
}
