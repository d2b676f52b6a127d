using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>POST …/requests/{requestId}/complaint</c>.</summary>
public sealed record ComplaintForm
{
    const int AuthorityCharacters = 200;

    public required string Authority { get; init; }

    /// <summary>The authority's file number: the same one means the same complaint.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset RespondBy { get; init; }

    public static Outcome<ComplaintForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<ComplaintForm>(utf8, (form, errors) =>
        {
            var rules = new FieldRules(errors);
            rules.Line("authority", form.Authority, AuthorityCharacters);
            rules.Opaque("authority", form.Authority, []);
            ComplaintReference.Check("reference", form.Reference, rules);
            rules.Require(form.ReceivedAt <= now, "receivedAt", "must not be in the future");
            rules.Require(form.RespondBy == default || form.RespondBy > form.ReceivedAt, "respondBy", "must be after receivedAt");
        });
}

/// <summary>The body of <c>POST …/requests/{requestId}/complaint/state</c>.</summary>
public sealed record ComplaintMoveForm
{
    public required string Reference { get; init; }

    public required ComplaintState State { get; init; }

    /// <summary>When that was. Default now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Another deadline of the authority's, for a complaint that is open, or open again.</summary>
    public DateTimeOffset? RespondBy { get; init; }

    public static Outcome<ComplaintMoveForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<ComplaintMoveForm>(utf8, (form, errors) =>
        {
            var rules = new FieldRules(errors);
            ComplaintReference.Check("reference", form.Reference, rules);
            rules.Require(form.At is not { } at || at <= now, "at", "must not be in the future");
            rules.Require(
                form.RespondBy is null || form.State is ComplaintState.Open, "respondBy", "can only be given for a complaint that is open");
        });
}

static class ComplaintReference
{
    const int Characters = 128;

    /// <summary>It appears in lists.</summary>
    public static void Check(string field, string? reference, FieldRules rules)
    {
        rules.Line(field, reference, Characters);
        rules.Opaque(field, reference, []);
    }
}
