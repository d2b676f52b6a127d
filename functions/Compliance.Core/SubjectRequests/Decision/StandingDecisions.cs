using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// What goes on from a request that was granted, for calls that come later: withdrawn consent (GDPR Art. 7(3)) and an objection to direct
/// marketing (Art. 21(3)) hold until the person consents anew.
/// </summary>
static class StandingDecisions
{
    public static bool Apply(SubjectRequestDocument request) => request is
    {
        State: SubjectRequestState.Completed,
        Decision.Outcome: not DecisionOutcome.Refuse,
    } && (request.Type is SubjectRequestType.Withdrawal or SubjectRequestType.Objection
        || request is { Type: SubjectRequestType.Erasure, Ground: "17(1)(b)" });

    /// <param name="consented">Purposes to which the person consented after the request.</param>
    public static IReadOnlyDictionary<string, PurposeState> Of(RecordingCase item, IReadOnlySet<string> consented) =>
        InterimDecisions.Of(item).Stops.Where(x => !consented.Contains(x.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>
    /// Purposes to which the person consented in a call that began after they had made the request, where that can be shown (Art. 7(1)): by a
    /// consent record, or because the ticket says where it can be found.
    /// </summary>
    /// <param name="recorded">Purposes with a valid record that is later than the request.</param>
    public static IReadOnlySet<string> Consented(
        RecordingTicket call, SubjectRequestDocument request, IReadOnlySet<string> recorded) =>
        call.StartedAt <= request.Clock.ReceivedAt
            ? new HashSet<string>(StringComparer.Ordinal)
            : call.Purposes.Where(x => x.Basis is LawfulBasis.Consent && (x.Evidence is not null || recorded.Contains(x.Name))).Select(x => x.Name)
                .ToHashSet(StringComparer.Ordinal);
}
