using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>Who brings link and code to the person.</summary>
public enum DeliverySender
{
    /// <summary>The handler, who is shown both once.</summary>
    Handler,

    /// <summary>The tenant's own system (setting <c>deliverySystem</c>), which fetches both once with a claim.</summary>
    System,

    /// <summary>This app mails the link to the person; the handler is shown the code once, for another channel.</summary>
    Mail,
}

/// <summary>A delivery's key: its request and an id that names nothing else.</summary>
public sealed record DeliveryKey(SubjectRequestId Request, string Id)
{
    /// <summary>The sealed text's name of link and code while a claim can fetch them.</summary>
    public string Secret => $"delivery-{Id}";

    public static DeliveryKey? TryParse(string text) =>
        text.Split('/') is [var request, var id] && SubjectRequestId.TryParse(request, out var parsed) ? new DeliveryKey(parsed, id) : null;

    public override string ToString() => $"{Request}/{Id}";
}

/// <summary>
/// The state blob <c>requests/{requestId}/deliveries/{id}</c>: one link to the answer, for the person. Neither link nor code is stored: the
/// link's token leads to it through a keyed hash, and the code is compared with one.
/// </summary>
public sealed record Delivery
{
    /// <summary>Wrong codes after which the link is dead.</summary>
    public const int MostFailures = 5;

    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Pseudonym of the handler that made it.</summary>
    public required string By { get; init; }

    public required DeliverySender SentBy { get; init; }

    /// <summary>How often the letter and the package can each be fetched.</summary>
    public required int MostUses { get; init; }

    /// <summary>HMAC over the key and the code.</summary>
    public required string CodeMac { get; init; }

    /// <summary>Wrong codes so far.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public Collection Letter { get; init; } = new(null, 0);

    public Collection Package { get; init; } = new(null, 0);

    /// <summary>Whether the right code opens it.</summary>
    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && Failures < MostFailures && ExpiresAt > now;

    /// <summary>Whether one of its things can be fetched again.</summary>
    public bool Has(DisclosedThing what, DateTimeOffset now) => IsOpen(now) && Of(what).Times < MostUses;

    public Collection Of(DisclosedThing what) => what is DisclosedThing.Package ? Package : Letter;

    public Delivery Collected(DisclosedThing what, DateTimeOffset now) => what is DisclosedThing.Package
        ? this with { Package = Package.Again(now) }
        : this with { Letter = Letter.Again(now) };
}

/// <summary>What the person fetched of one thing.</summary>
/// <param name="FirstAt">Null if never.</param>
public sealed record Collection(DateTimeOffset? FirstAt, int Times)
{
    public Collection Again(DateTimeOffset now) => new(FirstAt ?? now, Times + 1);
}

/// <summary>A delivery as a request's status shows it: never link or code.</summary>
/// <param name="Open">False after its time, five wrong codes, or its revocation.</param>
public sealed record DeliveryView(
    string DeliveryId,
    DeliverySender SentBy,
    DateTimeOffset MadeAt,
    string MadeBy,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    bool Open,
    int Uses,
    Collection Letter,
    Collection Package)
{
    public static DeliveryView Of(string id, Delivery made, DateTimeOffset now) => new(
        id, made.SentBy, made.MadeAt, made.By, made.ExpiresAt, made.RevokedAt, made.IsOpen(now), made.MostUses, made.Letter, made.Package);
}

/// <summary>What a handler gets of a new delivery, once.</summary>
/// <param name="Url">Null if it was mailed, or is the system's to send.</param>
/// <param name="Code">For another channel than the link; null if it is the system's to send.</param>
public sealed record MadeDelivery(string DeliveryId, DeliverySender SentBy, string? Url, string? Code, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"MadeDelivery({DeliveryId}, redacted)";
}

/// <summary>A delivery that its code opened.</summary>
public sealed record OpenDelivery(DeliveryKey Key, StoredSubjectRequest Stored);

/// <summary>Link and code, sealed while a claim can fetch them.</summary>
public sealed record DeliverySecret(string Url, string Code)
{
    public override string ToString() => "DeliverySecret(redacted)";
}
