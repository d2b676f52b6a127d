namespace Compliance.SubjectRequests;

/// <summary>When a request becomes binding.</summary>
public enum TakesEffect
{
    /// <summary>Once the controller has acted: without undue delay, and by the due day (GDPR Art. 12(3)).</summary>
    WithoutUndueDelay,

    /// <summary>
    /// From receipt: withdrawn consent (Art. 7(3), 17(1)(b)) no longer justifies any processing, and an objection to direct marketing ends
    /// it (Art. 21(2)-(3)). The data concerned are not used until the request is carried out; the answer is due like any other.
    /// </summary>
    AtOnce,

    /// <summary>
    /// From receipt until it is decided, processing is restricted to storage: an objection on other grounds (Art. 18(1)(d)) and contested
    /// accuracy (Art. 18(1)(a)); no automated decision is made while one is contested (Art. 22(1)).
    /// </summary>
    UntilDecided,
}

/// <summary>Which requests take effect before anybody has decided.</summary>
public static class Effects
{
    public static TakesEffect Of(SubjectRequestType type, Ground? ground) => (type, ground?.Text) switch
    {
        (SubjectRequestType.Withdrawal, _) => TakesEffect.AtOnce,
        (SubjectRequestType.Erasure, "17(1)(b)") => TakesEffect.AtOnce,
        (SubjectRequestType.Erasure, "17(1)(c)") => TakesEffect.UntilDecided,
        (SubjectRequestType.Objection, "21(2)" or "21(3)") => TakesEffect.AtOnce,
        (SubjectRequestType.Objection, _) => TakesEffect.UntilDecided,
        (SubjectRequestType.Restriction, null or "18(1)(a)" or "18(1)(d)") => TakesEffect.UntilDecided,
        (SubjectRequestType.Rectification or SubjectRequestType.AutomatedDecision, _) => TakesEffect.UntilDecided,
        _ => TakesEffect.WithoutUndueDelay,
    };
}
