using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

/// What the decision depends on, each dimension whole.
static class Cases
{
    public static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Past = Now.AddDays(-1);
    static readonly DateTimeOffset DutyEnd = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset PurposeEnd = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly LawfulBasis[] Bases = Enum.GetValues<LawfulBasis>();

    public static readonly (string Words, DateTimeOffset? Day)[] Duties = [("no duty", null), ("duty passed", Past), ("duty runs", DutyEnd)];

    public static readonly (string Words, DateTimeOffset Day)[] Ends = [("time runs", PurposeEnd), ("time passed", Past)];

    public static readonly (string Words, HoldState[] Holds, RestrictionState? Restriction)[] Against =
    [
        ("nothing stands against it", [], null),
        ("a legal hold, to be reviewed on 2026-09-01", [new("h", "m", new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero), Now)], null),
        ("restricted for a claim, 18(1)(c)", [], new(["18(1)(c)"], Now)),
    ];

    /// A purpose of each sort.
    public static readonly Purpose[] Sorts =
    [
        Of("quality", LawfulBasis.Consent),
        Of("order", LawfulBasis.Contract),
        Of("accounts", LawfulBasis.LegalObligation),
        Of("safety", LawfulBasis.VitalInterests),
        Of("register", LawfulBasis.PublicTask),
        Of("fraud", LawfulBasis.LegitimateInterests),
        Of("marketing", LawfulBasis.LegitimateInterests),
        Of("tax", LawfulBasis.Contract, duty: DutyEnd),
        Of("warranty", LawfulBasis.Contract, until: Past),
    ];

    public static IEnumerable<(SubjectRequestType Type, Ground? Ground)> AllRequests() =>
        from type in Enum.GetValues<SubjectRequestType>()
        from ground in Ground.Of(type).Select(x => Ground.TryParse(type, x, out var ground) ? ground : (Ground?)null).Prepend(null)
        select (type, ground);

    public static Purpose Of(string name, LawfulBasis basis, DateTimeOffset? until = null, DateTimeOffset? duty = null) =>
        new() { Name = name, Basis = basis, RetainUntil = until ?? PurposeEnd, RetainAtLeastUntil = duty };

    /// A sealed recording that is certainly the person's.
    public static RecordingCase Case(SubjectRequestType type, Ground? ground, params Purpose[] purposes) => new()
    {
        Type = type,
        Ground = ground,
        State = RecordingState.Sealed,
        Match = MatchStrength.Strong,
        Purposes = purposes,
        Now = Now,
    };

    public static string Camel<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Words(RecordingVerdict verdict) =>
        string.Join(' ', new[] { Camel(verdict.Outcome), verdict.Basis, verdict.Reason, Day(verdict.ReviewAt) }.Where(x => x is not null));

    public static string? Day(DateTimeOffset? day) => day?.ToString("yyyy-MM-dd");
}
