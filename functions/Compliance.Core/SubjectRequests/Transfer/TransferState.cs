using System.Text.Json.Serialization;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>How far the transfer to another controller is.</summary>
public enum TransferStage
{
    /// <summary>The person has named the controller; nothing was sent.</summary>
    Named,

    /// <summary>Attempts are being made.</summary>
    Sending,

    /// <summary>The controller confirmed that it has the package.</summary>
    Sent,

    /// <summary>It was not sent; <c>retry</c> sends it again.</summary>
    NeedsReview,
}

/// <summary>Why a package was not transferred.</summary>
public enum TransferFault
{
    /// <summary>The controller's answer was neither success nor to be asked again later.</summary>
    Refused,

    /// <summary>It did not answer, or asked for a later attempt each time.</summary>
    Unreachable,

    /// <summary>The tenant's settings no longer name it.</summary>
    NotRegistered,

    /// <summary>There is nothing to send: no recording is in the package, or the package is gone.</summary>
    NoCopy,
}

/// <summary>The transfer of a package to another controller (GDPR Art. 20(2)), as the register knows it. Names no person.</summary>
/// <param name="To">The controller's name in the settings.</param>
public sealed record TransferState(string To)
{
    public TransferStage Stage { get; init; }

    /// <summary>The pseudonym of whoever named it after the filing; null where the filing did.</summary>
    public string? By { get; init; }

    /// <summary>When it was sent, or given up; null before that.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The number of attempts since it was begun or taken up again.</summary>
    public int Attempts { get; init; }

    /// <summary>The earliest time of the next attempt.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>For <see cref="TransferStage.NeedsReview"/>.</summary>
    public TransferFault? Reason { get; init; }

    /// <summary>HTTP status of the last answer; null if there was none.</summary>
    public int? Status { get; init; }

    [JsonIgnore]
    public bool IsOpen => Stage is TransferStage.Named or TransferStage.Sending;

    /// <summary>When the next attempt is due; null if none is, or if the package first has to be released.</summary>
    /// <param name="mustBeReleased">The tenant's setting <c>reviewPackages</c>.</param>
    internal static DateTimeOffset? DueAt(SubjectRequestDocument document, bool mustBeReleased, DateTimeOffset now) =>
        document is { State: SubjectRequestState.AwaitingAnswer, Transfer: { IsOpen: true } transfer }
            && !(mustBeReleased && PackageStages.Of(document, now) is PackageStage.Ready)
            ? transfer.NextAt ?? now
            : null;
}

/// <summary>What the other controller confirmed; sealed under the request key.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Digest">The <c>Content-Digest</c> of the package as sent (RFC 9530).</param>
/// <param name="Revision">Revision of the package.</param>
public sealed record TransferReceipt(int Status, string Digest, DateTimeOffset At, int Revision)
{
    internal const string Name = "transfer";
}

/// <summary>A transfer as the request's status and, once it ended, the certificate show it.</summary>
public sealed record TransferView(string To, TransferStage State, DateTimeOffset? At, TransferFault? Reason, int? Status, string? Digest)
{
    /// <param name="receipt">Null before the controller has confirmed it, and once the request's personal part is gone.</param>
    internal static TransferView? Of(TransferState? transfer, TransferReceipt? receipt) => transfer is null ? null
        : new(transfer.To, transfer.Stage, transfer.At, transfer.Reason, transfer.Status, receipt?.Digest);
}
