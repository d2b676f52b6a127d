using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Restriction of processing (GDPR Art. 18), one request and ground at a time. While any applies, content is given only for the uses of
/// Art. 18(2), and the recording is kept.
/// </summary>
public sealed class RecordingRestrictions(RecordingChange changes, TimeProvider clock)
{
    /// <param name="ground">An article without <c>Art.</c>: <c>18(1)(b)</c>. Repeating it changes nothing.</param>
    public async Task<Outcome<RestrictionState>> RestrictAsync(
        TenantStore store, Actor actor, RecordingId id, SubjectRequestId request, string ground, CancellationToken cancellationToken)
    {
        var by = new Announcement(actor, RecordingEvents.Restricted, Code(ground));
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, Restrict, cancellationToken);
        return changed.IsSuccess(out var document, out var failure) ? document.Restriction! : failure;

        Outcome<RecordingDocument> Restrict(RecordingDocument document) =>
            document.Restrictions.Any(x => x.Request == request && x.Ground == ground)
                ? document
                : document with { Restrictions = [.. document.Restrictions, new(ground, request, clock.GetUtcNow())] };
    }

    /// <summary>
    /// Lifts what the request imposed, except on one ground; what others imposed remains. Where nothing applies, nothing changes.
    /// </summary>
    /// <param name="except">The ground on which the request goes on restricting; null for none.</param>
    public async Task<Outcome<Unit>> LiftAsync(
        TenantStore store,
        Actor actor,
        RecordingId id,
        SubjectRequestId request,
        CancellationToken cancellationToken,
        string? except = null)
    {
        var by = new Announcement(actor, RecordingEvents.RestrictionLifted, request.ToString());
        var changed = await changes.ProtectAsync(store, id, by, RecordingOperation.Restrict, Lift, cancellationToken);
        return changed.IsSuccess(out _, out var failure) ? default(Unit) : failure;

        Outcome<RecordingDocument> Lift(RecordingDocument document)
        {
            StandingRestriction[] left = [.. document.Restrictions.Where(x => x.Request != request || x.Ground == except)];
            return left.Length == document.Restrictions.Count ? document : document with { Restrictions = left };
        }
    }

    /// <summary>Maps <c>18(1)(b)</c> to the audit log's alphabet: <c>18.1.b</c>.</summary>
    static string Code(string ground) => ground
        .Replace(")(", ".", StringComparison.Ordinal)
        .Replace('(', '.')
        .Replace(")", "", StringComparison.Ordinal);
}
