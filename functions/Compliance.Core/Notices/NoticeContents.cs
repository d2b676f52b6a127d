namespace Compliance.Notices;

/// <summary>How a notice reaches people.</summary>
public enum NoticeChannel
{
    /// <summary>A prompt of the telephone system.</summary>
    Ivr,
    Web,
    Letter,

    /// <summary>Read out by staff.</summary>
    Staff,
}

/// <summary>From whom the data come.</summary>
public enum NoticeArticle
{
    /// <summary>From the data subject (GDPR Art. 13).</summary>
    Article13,

    /// <summary>From others (GDPR Art. 14).</summary>
    Article14,
}

/// <summary>What a notice must say. Articles 13 and 14 have most of it in common.</summary>
public enum NoticeItem
{
    /// <summary>Art. 13(1)(a), 14(1)(a): the controller and how to reach it.</summary>
    Controller,

    /// <summary>(1)(b): how to reach the data protection officer.</summary>
    DataProtectionOfficer,

    /// <summary>(1)(c): purposes and lawful basis.</summary>
    Purposes,

    /// <summary>Art. 14(1)(d): categories of data.</summary>
    Categories,

    /// <summary>13(1)(d), 14(2)(b): the legitimate interests.</summary>
    LegitimateInterests,

    /// <summary>(1)(e): recipients.</summary>
    Recipients,

    /// <summary>(1)(f): transfers to third countries and their safeguards.</summary>
    Transfers,

    /// <summary>(2)(a): how long the data are kept.</summary>
    Storage,

    /// <summary>13(2)(b), 14(2)(c): access, rectification, erasure, restriction, objection, portability.</summary>
    Rights,

    /// <summary>13(2)(c), 14(2)(d): consent can be withdrawn.</summary>
    Withdrawal,

    /// <summary>13(2)(d), 14(2)(e): complaint to a supervisory authority.</summary>
    Complaint,

    /// <summary>Art. 13(2)(e): whether the data must be given, and what follows if they are not.</summary>
    Obligation,

    /// <summary>Art. 14(2)(f): where the data come from.</summary>
    Source,

    /// <summary>13(2)(f), 14(2)(g): automated decisions.</summary>
    AutomatedDecisions,
}

/// <summary>The list of GDPR Art. 13 or 14.</summary>
public static class NoticeChecklist
{
    static readonly NoticeItem[] Only13 = [NoticeItem.Obligation];
    static readonly NoticeItem[] Only14 = [NoticeItem.Categories, NoticeItem.Source];

    /// <summary>Every notice must say these: for them nothing else applies.</summary>
    static readonly NoticeItem[] Always =
        [NoticeItem.Controller, NoticeItem.Purposes, NoticeItem.Storage, NoticeItem.Rights, NoticeItem.Complaint];

    public static IReadOnlyList<NoticeItem> Of(NoticeArticle article) =>
        [.. Enum.GetValues<NoticeItem>().Except(article is NoticeArticle.Article13 ? Only14 : Only13)];

    public static bool MayBeNotApplicable(NoticeItem item) => !Always.Contains(item);

    /// <summary>Items that the notice and the one it points to leave open.</summary>
    public static IReadOnlyList<NoticeItem> Missing(Notice notice, Notice? full) =>
        [.. Of(notice.Article).Where(x => !notice.Covers(x) && full?.Covers(x) is not true)];
}
