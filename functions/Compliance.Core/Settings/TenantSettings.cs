using Compliance.Identities;
using Compliance.Pci;

namespace Compliance.Settings;

/// <summary>
/// What a tenant decides for itself (<c>GET|PUT …/settings</c>). Every field has a default, and every default is the one that keeps and
/// shows least (GDPR Art. 25(2)). A PUT replaces the whole; a field it leaves out has its default again.
/// </summary>
public sealed record TenantSettings
{
    /// <summary>ISO 3166-1 alpha-2: whose national form phone numbers without a country code have. Default GB.</summary>
    public string Country { get; init; } = "GB";

    /// <summary>IANA time zone of the calendar that legal periods run by. Default Europe/London.</summary>
    public string TimeZone { get; init; } = "Europe/London";

    /// <summary>Days that are no working days, besides weekends and <see cref="NationalHolidays"/>. Default none.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>
    /// Whether the public holidays of the whole <see cref="Country"/> are no working days. False: only <see cref="Holidays"/> are. Default:
    /// true where <see cref="Settings.NationalHolidays"/> knows the country, false where it does not, and so the tenant reads it.
    /// </summary>
    public bool? NationalHolidays { get => field ?? Settings.NationalHolidays.Know(Country); init; }

    /// <summary>Hours an upload ticket waits for its files. Default 4, 1-48.</summary>
    public int TicketHours { get; init; } = 4;

    /// <summary>Minutes an upload URL is valid. Default 60, 5-240, and never longer than the ticket.</summary>
    public int UploadUrlMinutes { get; init; } = 60;

    /// <summary>Days a recording is kept when its purposes name no date. Default 30.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>The longest that a purpose may ask for, in days: a guard against a slip of the pen. Default 3650.</summary>
    public int RetentionMaxDays { get; init; } = 3650;

    /// <summary>By queue name; a queue that is not named has the defaults.</summary>
    public IReadOnlyDictionary<string, QueueSettings> Queues { get; init; } = new Dictionary<string, QueueSettings>(StringComparer.Ordinal);

    /// <summary>Leaves the last four digits of a removed card number (PCI DSS 3.4.1). Default false.</summary>
    public bool KeepLastFour { get; init; }

    /// <summary>What happens to fewer keys than an entry has. Default left.</summary>
    public ShortDtmfRule ShortDtmf { get; init; }

    /// <summary>Seconds before a pause that are silenced with it. Default 2, 0-10.</summary>
    public double PreRollSeconds { get; init; } = 2;

    /// <summary>Recorders that are told to pause during live calls. Default none: then nobody is told, and no pause is confirmed.</summary>
    public IReadOnlyList<RecorderSettings> Recorders { get; init; } = [];

    /// <summary>Seconds between the heartbeats of a paused call; three missed ones alert a supervisor. Default 10, 5-60.</summary>
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>Lets <c>Privacy.Officer</c> act as handler. Default false (GDPR Art. 38(6)).</summary>
    public bool OfficerMayHandle { get; init; }

    /// <summary>Lets <c>Privacy.Officer</c> act as approver. Default false.</summary>
    public bool OfficerMayApprove { get; init; }

    /// <summary>Hours between a decision to erase and the erasure. Default 0, at most 336.</summary>
    public int CoolingOffHours { get; init; }

    /// <summary>Packages go out only when somebody has looked at them and released them. Default false.</summary>
    public bool ReviewPackages { get; init; }

    /// <summary>Who is told of erasures, restrictions and corrections (GDPR Art. 19). Default nobody.</summary>
    public IReadOnlyList<RecipientSettings> Recipients { get; init; } = [];

    /// <summary>Days after which a recipient that did not answer is reminded, and again. Default 7, 1-90.</summary>
    public int RecipientReminderDays { get; init; } = 7;

    /// <summary>
    /// Days after which the privacy team is told that a recipient did not answer. Default 14, more than the reminder's, at most 365.
    /// </summary>
    public int RecipientOverdueDays { get; init; } = 14;

    /// <summary>Who answers to the people recorded, as letters to them say it. Default null: they speak of "the controller".</summary>
    public string? ControllerName { get; init; }

    /// <summary>How these people reach the controller, in one line. Default null: where they sent their request.</summary>
    public string? ControllerContact { get; init; }

    /// <summary>How they reach the data protection officer, in one line. Default null: letters name none (GDPR Art. 37).</summary>
    public string? DpoContact { get; init; }

    /// <summary>The authority that letters name. Default null: that of the person's own country, with the list of all of them.</summary>
    public SupervisoryAuthoritySettings? SupervisoryAuthority { get; init; }

    /// <summary>What the PCI gate does with a recording of this queue, named here or not.</summary>
    public PciPolicy PciPolicyFor(string? queue)
    {
        var own = queue is not null && Queues.TryGetValue(queue, out var named) ? named : new QueueSettings();
        return new PciPolicy(KeepLastFour, ShortDtmf, own.Unexamined, own.TakesPayments, PreRollSeconds);
    }
}

/// <summary>What a queue differs in.</summary>
public sealed record QueueSettings
{
    /// <summary>Cards are read out or keyed in on this queue. Default false.</summary>
    public bool TakesPayments { get; init; }

    /// <summary>What happens to media that could not be examined. Default null: see <see cref="PciPolicy.UnexaminedOrDefault"/>.</summary>
    public UnexaminedRule? Unexamined { get; init; }
}

/// <summary>A recorder and what it records; one that records several media is listed once for each.</summary>
/// <param name="Name"><c>[a-z0-9-]{1,40}</c>: what its subscription filters by.</param>
public sealed record RecorderSettings(string Name, PauseChannel Channel);

/// <summary>A system that had data from us, and what it may be told of a person.</summary>
/// <param name="Name"><c>[a-z0-9-]{1,40}</c>; opaque, as it is audited and named in certificates.</param>
public sealed record RecipientSettings(string Name)
{
    /// <summary>
    /// Who it is in tokens: their <c>oid</c>, or <c>sub</c> where there is none; on Azure the object id of its service principal. Default
    /// null: its name, which no directory gives out.
    /// </summary>
    public string? Principal { get; init; }

    /// <summary>Kinds of identities it may fetch. Default none.</summary>
    public IReadOnlyList<IdentityType> Identities { get; init; } = [];

    /// <summary>Whether it may fetch <c>callId</c>s. Default false.</summary>
    public bool CallIds { get; init; }

    /// <param name="subject">A token's.</param>
    public bool Is(string subject) => string.Equals(Principal ?? Name, subject, StringComparison.Ordinal);
}

/// <summary>Where a person may complain (GDPR Art. 77).</summary>
/// <param name="Name">One line of 1-200 characters.</param>
/// <param name="Website">An <c>https</c> address.</param>
public sealed record SupervisoryAuthoritySettings(string Name, string Website);
