namespace Compliance.SubjectRequests;

/// <summary>From when a request binds.</summary>
public enum TakesEffect
{
    /// <summary>When the controller has acted, which is without undue delay and by the due day (GDPR Art. 12(3)).</summary>
    WithoutUndueDelay,

    /// <summary>
    /// From receipt: consent withdrawn (Art. 7(3), 17(1)(b)) no longer carries anything, and an objection to direct marketing ends it
    /// (Art. 21(2)-(3)). Until it is carried out, what it reaches is not used; the answer is due like any other.
    /// </summary>
    AtOnce,
}

/// <summary>Which requests take effect at once.</summary>
public static class Effects
{
    public static TakesEffect Of(SubjectRequestType type, Ground? ground) => (type, ground?.Text) switch
    {
        (SubjectRequestType.Erasure, "17(1)(b)") => TakesEffect.AtOnce,
        (SubjectRequestType.Objection, "21(2)" or "21(3)") => TakesEffect.AtOnce,
        _ => TakesEffect.WithoutUndueDelay,
    };
}
