namespace Compliance.Consents;

/// <summary>What was asked and answered in a period (<c>GET …/subjects/consents/report</c>): counts of events, not of people.</summary>
/// <param name="Records">Records in which something of the period is counted.</param>
/// <param name="Unverifiable">Records that failed authentication; no figure includes them.</param>
/// <param name="IsComplete">False where there are more records than <see cref="ConsentReporter.Most"/>.</param>
/// <param name="Rows">By what the query groups by; none where it groups by nothing.</param>
public sealed record ConsentReport(
    DateTimeOffset From,
    DateTimeOffset To,
    int Records,
    int Unverifiable,
    bool IsComplete,
    ConsentCounts Total,
    IReadOnlyList<ConsentReportRow> Rows);

/// <param name="By">What the row is of, by grouping; null where the event has none.</param>
public sealed record ConsentReportRow(IReadOnlyDictionary<string, string?> By, ConsentCounts Counts);

/// <summary>Events by state.</summary>
/// <param name="Asserted">What tickets say, of which nobody recorded how it was given.</param>
/// <param name="Expired">What was given for a time that ended in the period.</param>
/// <param name="WithoutEvidence">Of what was asserted, given or reconfirmed: what says nowhere where it can be found (GDPR Art. 7(1)).</param>
public sealed record ConsentCounts(
    int Asserted, int Asked, int Given, int Refused, int Reconfirmed, int Withdrawn, int Expired, int WithoutEvidence)
{
    public static ConsentCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    internal ConsentCounts With(ConsentFact said)
    {
        var counted = said.State switch
        {
            ConsentState.Asserted => this with { Asserted = Asserted + 1 },
            ConsentState.Requested => this with { Asked = Asked + 1 },
            ConsentState.Given => this with { Given = Given + 1 },
            ConsentState.Refused => this with { Refused = Refused + 1 },
            ConsentState.Reconfirmed => this with { Reconfirmed = Reconfirmed + 1 },
            ConsentState.Withdrawn => this with { Withdrawn = Withdrawn + 1 },
            ConsentState.Expired => this with { Expired = Expired + 1 },
            _ => throw new ArgumentOutOfRangeException(nameof(said)),
        };
        return !said.HasEvidence && said.State is ConsentState.Asserted or ConsentState.Given or ConsentState.Reconfirmed
            ? counted with { WithoutEvidence = WithoutEvidence + 1 }
            : counted;
    }
}
