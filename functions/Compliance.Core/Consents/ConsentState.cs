namespace Compliance.Consents;

/// <summary>What was asked and answered (W3C DPV, dpv:ConsentStatus).</summary>
public enum ConsentState
{
    /// <summary>The ticket of a call says that the purpose rests on consent; nobody recorded how it was given.</summary>
    Asserted,
    Requested,
    Given,
    Refused,

    /// <summary>Given once more.</summary>
    Reconfirmed,
    Withdrawn,

    /// <summary>Its time has passed.</summary>
    Expired,
}

/// <summary>What a record did to recordings.</summary>
public enum ConsentEffect
{
    /// <summary>There was nothing to stop: no recording, or none for the purpose.</summary>
    Nothing,

    /// <summary>The purpose stopped; the recording stays for another one, or because something keeps it.</summary>
    Stopped,

    /// <summary>The recording was destroyed.</summary>
    Destroyed,
}

/// <summary>How the person answered.</summary>
public enum ConsentMethod
{
    /// <summary>A key pressed in the telephone system's menu.</summary>
    IvrKey,
    Spoken,
    WebForm,
    Written,
}

/// <summary>
/// Which answer may follow which. Rows: what stands; columns: what is recorded. <c>y</c> is taken, <c>.</c> is refused.
/// <code>
/// stands \ recorded  asserted requested given refused reconfirmed withdrawn expired
/// nothing            y        y         y     y       .           y         .
/// asserted           .        y         y     y       .           y         .
/// requested          .        .         y     y       .           y         .
/// given              .        .         .     .       y           y         y
/// refused            .        y         y     .       .           .         .
/// reconfirmed        .        .         .     .       y           y         y
/// withdrawn          .        y         y     .       .           .         .
/// expired            .        y         y     y       .           y         .
/// </code>
/// The person who withdraws a consent that nobody recorded is not turned away; one who refuses what was given withdraws it.
/// </summary>
public static class ConsentTransitions
{
    /// <param name="from">Null where nothing stands.</param>
    public static bool IsAllowed(ConsentState? from, ConsentState to) => (from, to) switch
    {
        (null, ConsentState.Asserted) => true,
        (_, ConsentState.Asserted) => false,
        (_, ConsentState.Reconfirmed or ConsentState.Expired) => IsValid(from),
        (ConsentState.Requested, ConsentState.Requested) => false,
        (_, ConsentState.Requested or ConsentState.Given or ConsentState.Refused) when IsValid(from) => false,
        (ConsentState.Refused, ConsentState.Refused or ConsentState.Withdrawn) => false,
        (ConsentState.Withdrawn, ConsentState.Refused or ConsentState.Withdrawn) => false,
        _ => true,
    };

    /// <summary>Whether processing may rest on it.</summary>
    public static bool IsValid(ConsentState? state) => state is ConsentState.Given or ConsentState.Reconfirmed;

    /// <summary>Whether the person said no, or no longer says yes.</summary>
    public static bool IsNegative(ConsentState? state) => state is ConsentState.Refused or ConsentState.Withdrawn or ConsentState.Expired;
}
