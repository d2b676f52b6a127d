using System.Text.Json.Serialization;
using Compliance.Identities;
using Compliance.Pci;

namespace Compliance.Settings;

/// <summary>
/// Settings that a tenant controls (<c>GET|PUT …/settings</c>). Every field has a default, and every default keeps and shows as little as
/// possible (GDPR Art. 25(2)). A PUT replaces all settings; omitted fields return to their defaults.
/// </summary>
public sealed record TenantSettings
{
    /// <summary>ISO 3166-1 alpha-2 code of the country whose national form phone numbers have without a country code. Default GB.</summary>
    public string Country { get; init; } = "GB";

    /// <summary>IANA time zone in which legal deadlines are calculated. Default Europe/London.</summary>
    public string TimeZone { get; init; } = "Europe/London";

    /// <summary>Dates that are not working days, in addition to weekends and <see cref="NationalHolidays"/>. Default none.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>
    /// Whether the national public holidays of <see cref="Country"/> count as holidays. False: only <see cref="Holidays"/> count. Default:
    /// true if
    /// <see cref="Settings.NationalHolidays"/> knows the country, otherwise false; that is also what the tenant reads back.
    /// </summary>
    public bool? NationalHolidays { get => field ?? Settings.NationalHolidays.Know(Country); init; }

    /// <summary>Hours that an upload ticket waits for its files. Default 4, 1-48.</summary>
    public int TicketHours { get; init; } = 4;

    /// <summary>Minutes that an upload URL is valid. Default 60, 5-240, and never longer than the ticket.</summary>
    public int UploadUrlMinutes { get; init; } = 60;

    /// <summary>Days that a recording is kept if its purposes set no date. Default 30.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Longest retention that a purpose may ask for, in days: a guard against mistyped values. Default 3650.</summary>
    public int RetentionMaxDays { get; init; } = 3650;

    /// <summary>By queue name. Queues that are not listed have the defaults.</summary>
    public IReadOnlyDictionary<string, QueueSettings> Queues { get; init; } = new Dictionary<string, QueueSettings>(StringComparer.Ordinal);

    /// <summary>Keeps the last four digits of a removed card number (PCI DSS 3.4.1). Default false.</summary>
    public bool KeepLastFour { get; init; }

    /// <summary>What to do with isolated telephone keys, too few for an entry. Default: leave them.</summary>
    public ShortDtmfRule ShortDtmf { get; init; }

    /// <summary>Seconds before a pause window that are silenced with it. Default 2, 0-10.</summary>
    public double PreRollSeconds { get; init; } = 2;

    /// <summary>Seconds by which silencing may grow beyond a spoken card number while the sound goes on, where the transcript's clock does
    /// not agree with it. Default 1, 0.15-5.</summary>
    public double SpokenMarginSeconds { get; init; } = 1;

    /// <summary>What recognises speech that comes without a transcript, for the examination only. Default: nothing does.</summary>
    public SpeechSettings Speech { get; init; } = new();

    /// <summary>Recorders that are told to pause during live calls. Default none: nothing is told to pause, and no pause is
    /// confirmed.</summary>
    public IReadOnlyList<RecorderSettings> Recorders { get; init; } = [];

    /// <summary>Seconds between the heartbeats of a paused call; three missed ones alert a supervisor. Default 10, 5-60.</summary>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>
    /// Minutes after the end of a call in which signals about it still count. What comes later is a proposal that a handler decides on.
    /// Default 15, 0-120.
    /// </summary>
    public int LateSignalMinutes { get; init; } = 15;

    /// <summary>Lets <c>Privacy.Officer</c> act as handler. Default false (GDPR Art. 38(6)).</summary>
    public bool OfficerMayHandle { get; init; }

    /// <summary>Lets <c>Privacy.Officer</c> act as approver. Default false.</summary>
    public bool OfficerMayApprove { get; init; }

    /// <summary>
    /// Lets whoever filed a request or verified the identity approve what destroys or discloses. Default false: a second person must.
    /// </summary>
    public bool FilerMayApprove { get; init; }

    /// <summary>Hours between a decision to erase and the erasure. Default 0, at most 336.</summary>
    public int CoolingOffHours { get; init; }

    /// <summary>Packages are delivered only after somebody has reviewed and released them. Default false.</summary>
    public bool ReviewPackages { get; init; }

    /// <summary>
    /// Days after which a recording in quarantine that nobody acted on is deleted, unless its own end comes first or something keeps it.
    /// Default 90, 1-3650.
    /// </summary>
    public int QuarantineDays { get; init; } = 90;

    /// <summary>
    /// What the erasure of a member of staff does with their voice on calls that stay, by the agreement on it. Default keep.
    /// </summary>
    public AgentVoice AgentVoice { get; init; }

    /// <summary>Days after which an employee who left is pseudonymised on the calls they took. Default 30, 0-3650.</summary>
    public int AgentLeaverDays { get; init; } = 30;

    /// <summary>
    /// Whether employees may be evaluated one by one only under an agreement (GDPR Art. 88), in search, views and playback. Default true
    /// where the law of the country demands one.
    /// </summary>
    public bool? EvaluationNeedsAgreement { get => field ?? WorksCouncilLaw.AppliesIn(Country); init; }

    /// <summary>The agreement under which employees may be evaluated one by one. Default null: there is none.</summary>
    public WorksAgreementSettings? WorksAgreement { get; init; }

    /// <summary>
    /// A purpose with one of these words in its name, in any case, evaluates employees. Default coaching, evaluation, performance, scoring.
    /// </summary>
    public IReadOnlyList<string> EvaluationPurposes { get; init; } = ["coaching", "evaluation", "performance", "scoring"];

    /// <summary>
    /// Months after a person's last entry in the audit log for which the log still says who they are. Default 12, 12-120: PCI DSS 10.5.1
    /// demands a year.
    /// </summary>
    public int PrincipalMonths { get; init; } = 12;

    /// <summary>What a purpose on the basis of consent needs before a call is recorded for it. Default: what its ticket asserts.</summary>
    public ConsentRecords ConsentRecords { get; init; }

    /// <summary>Recipients to notify of erasures, restrictions and corrections (GDPR Art. 19). Default none.</summary>
    public IReadOnlyList<RecipientSettings> Recipients { get; init; } = [];

    /// <summary>Whether anybody can file requests on a page without login, <c>/p/{tenant}</c>. Default false.</summary>
    public bool PublicForm { get; init; }

    /// <summary>Name of one of <see cref="Recipients"/>: the system that brings people their links. Default null: none does.</summary>
    public string? DeliverySystem { get; init; }

    /// <summary>Controllers that packages can be transferred to directly (GDPR Art. 20(2)). Default none.</summary>
    public IReadOnlyList<ControllerSettings> Controllers { get; init; } = [];

    /// <summary>Days between reminders to a recipient that has not answered. Default 7, 1-90.</summary>
    public int RecipientReminderDays { get; init; } = 7;

    /// <summary>
    /// Days after which the privacy team is told that a recipient has not answered. Default 14, more than the reminder days, at most 365.
    /// </summary>
    public int RecipientOverdueDays { get; init; } = 14;

    /// <summary>Name of the controller in letters to data subjects. Default null: letters say "the controller".</summary>
    public string? ControllerName { get; init; }

    /// <summary>How data subjects reach the controller, in one line. Default null: where they sent their request.</summary>
    public string? ControllerContact { get; init; }

    /// <summary>How they reach the data protection officer, in one line. Default null: letters name none (GDPR Art. 37).</summary>
    public string? DpoContact { get; init; }

    /// <summary>Supervisory authority named in letters. Default null: that of the data subject's country, with the list of all of
    /// them.</summary>
    public SupervisoryAuthoritySettings? SupervisoryAuthority { get; init; }

    /// <summary>
    /// Whether access reports name the people who consulted a recording. Default false: their roles.
    /// </summary>
    public bool NameReaders { get; init; }

    /// <summary>
    /// Years that the personal part of an answered request is kept; letters say the date. Default 3, 1-10.
    /// </summary>
    public int RequestYears { get; init; } = 3;

    /// <summary>
    /// The national law that gives heirs the rights of a deceased person, in one line; letters say it. Default null: requests of heirs are
    /// refused (GDPR recital 27).
    /// </summary>
    public string? DeceasedLaw { get; init; }

    /// <summary>
    /// Months in which an earlier request of the same person and kind is shown with a new one (GDPR Art. 12(5)). Default 6, 0-24; 0 shows
    /// none.
    /// </summary>
    public int RepeatMonths { get; init; } = 6;

    /// <summary>Cosigns the checkpoints of the audit log (C2SP tlog-witness). Default none.</summary>
    public WitnessSettings? AuditWitness { get; init; }

    /// <summary>An https address that receives each checkpoint of the audit log by POST, as text. Default none.</summary>
    public string? AuditCopyUrl { get; init; }

    /// <summary>Rules of the retention: a part of each version, changed at a route of their own.</summary>
    [JsonIgnore]
    public RetentionPlan Retention { get; init; } = RetentionPlan.None;

    /// <summary>PCI policy of a queue, listed here or not.</summary>
    public PciPolicy PciPolicyFor(string? queue)
    {
        var own = queue is not null && Queues.TryGetValue(queue, out var named) ? named : new QueueSettings();
        return new PciPolicy(KeepLastFour, ShortDtmf, own.Unexamined, own.TakesPayments, PreRollSeconds, SpokenMarginSeconds);
    }
}

/// <summary>Settings of one queue.</summary>
public sealed record QueueSettings
{
    /// <summary>Callers read out or key in card numbers on this queue. Default false.</summary>
    public bool TakesPayments { get; init; }

    /// <summary>What to do with media that could not be examined. Default null: see <see cref="PciPolicy.UnexaminedOrDefault"/>.</summary>
    public UnexaminedRule? Unexamined { get; init; }
}

/// <summary>A recorder and the medium it records. A recorder of several media is listed once per medium.</summary>
/// <param name="Name"><c>[a-z0-9-]{1,40}</c>; its subscription filters by it.</param>
public sealed record RecorderSettings(string Name, PauseChannel Channel);

/// <summary>A system that received data from this one, and what it may learn about a data subject (GDPR Art. 4(9)).</summary>
/// <param name="Name"><c>[a-z0-9-]{1,40}</c>; opaque, because it appears in audit entries and certificates.</param>
public sealed record RecipientSettings(string Name)
{
    /// <summary>
    /// Its identity in tokens: <c>oid</c>, or <c>sub</c> if there is none; on Azure the object id of its service principal. Default null:
    /// its name, which no directory issues.
    /// </summary>
    public string? Principal { get; init; }

    /// <summary>Kinds of identity that it may fetch. Default none.</summary>
    public IReadOnlyList<IdentityType> Identities { get; init; } = [];

    /// <summary>Whether it may fetch <c>callId</c>s. Default false.</summary>
    public bool CallIds { get; init; }

    /// <summary>
    /// ISO 3166-1 alpha-2 code of the third country that it is in (GDPR Art. 15(2)). Default null: in none.
    /// </summary>
    public string? Country { get; init; }

    /// <summary>The safeguard for that country, in one line: an adequacy decision, standard clauses. Default null.</summary>
    public string? Safeguard { get; init; }

    /// <param name="subject">The subject of a token.</param>
    public bool Is(string subject) => string.Equals(Principal ?? Name, subject, StringComparison.Ordinal);
}

/// <summary>Another controller that takes packages of data subjects who move to it.</summary>
/// <param name="Name"><c>[a-z0-9-]{1,40}</c>; requests name it, and letters tell it to the person.</param>
/// <param name="Url">An https address, not a private one.</param>
public sealed record ControllerSettings(string Name, string Url);

/// <summary>Somebody else who keeps the largest checkpoint of the audit log that they have seen, and cosigns what extends it.</summary>
/// <param name="Key">Name and Ed25519 key as a verifier key: <c>{name}+{key id}+{base64}</c> (C2SP signed-note, tlog-cosignature).</param>
/// <param name="Url">An https address, the witness's submission prefix.</param>
public sealed record WitnessSettings(string Key, string Url);

/// <summary>Where a data subject may lodge a complaint (GDPR Art. 77).</summary>
/// <param name="Name">One line of 1-200 characters.</param>
/// <param name="Website">An <c>https</c> address.</param>
public sealed record SupervisoryAuthoritySettings(string Name, string Website);
