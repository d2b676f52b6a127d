using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Restriction of processing (GDPR Art. 18), one ground at a time. While any ground applies, nobody can access the content and the
/// recording is kept.
/// </summary>
public sealed class RecordingRestrictions(RecordingChange changes, TimeProvider clock)
{
    /// <param name="ground">An article without <c>Art.</c>: <c>18(1)(b)</c>. Repeating a ground changes nothing.</param>
    public async Task<Outcome<RestrictionState>> RestrictAsync(
        TenantStore store, Actor actor, RecordingId id, string ground, CancellationToken cancellationToken)
    {
        var by = new Announcement(actor, RecordingEvents.Restricted, Code(ground));
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, Restrict, cancellationToken);
        return changed.IsSuccess(out var document, out var failure) ? document.Restriction! : failure;

        Outcome<RecordingDocument> Restrict(RecordingDocument document) => document.Restriction switch
        {
            null => document with { Restriction = new RestrictionState([ground], clock.GetUtcNow()) },
            var standing when standing.Grounds.Contains(ground, StringComparer.Ordinal) => document,
            var standing => document with { Restriction = standing with { Grounds = [.. standing.Grounds, ground] } },
        };
    }

    /// <summary>Lifts one ground; others remain. Lifting a ground that does not apply changes nothing.</summary>
    /// <returns>The remaining restriction; <see cref="RestrictionState.Grounds"/> is empty if none remains.</returns>
    public async Task<Outcome<RestrictionState>> LiftAsync(
        TenantStore store, Actor actor, RecordingId id, string ground, CancellationToken cancellationToken)
    {
        var by = new Announcement(actor, RecordingEvents.RestrictionLifted, Code(ground));
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, Lift, cancellationToken);
        return changed.IsSuccess(out var document, out var failure)
            ? document.Restriction ?? new RestrictionState([], clock.GetUtcNow())
            : failure;

        Outcome<RecordingDocument> Lift(RecordingDocument document)
        {
            if (document.Restriction is not { } standing || !standing.Grounds.Contains(ground, StringComparer.Ordinal))
            {
                return document;
            }

            string[] left = [.. standing.Grounds.Where(g => g != ground)];
            return document with { Restriction = left.Length > 0 ? standing with { Grounds = left } : null };
        }
    }

    /// <summary>Maps <c>18(1)(b)</c> to the audit log's alphabet: <c>18.1.b</c>.</summary>
    static string Code(string ground) => ground
        .Replace(")(", ".", StringComparison.Ordinal)
        .Replace('(', '.')
        .Replace(")", "", StringComparison.Ordinal);
}
