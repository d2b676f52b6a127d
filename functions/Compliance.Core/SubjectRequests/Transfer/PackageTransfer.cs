using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Sends the package of a portability request to the controller that the person named (GDPR Art. 20(2)). At least once: an attempt is
/// written before it is made, and each names the request as its idempotency key.
/// </summary>
public sealed class PackageTransfer(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestTexts texts,
    PackageReader packages,
    TenantSettingsStore settings,
    ITenantVaultProvider vaults,
    ITransferSender sender,
    TimeProvider clock)
{
    const int MostAttempts = 6;

    /// <summary>Each pause is four times the one before: the last attempt comes after about half an hour.</summary>
    static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    /// <summary>Makes one attempt, if one is due.</summary>
    public async Task SendAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (await register.FindAsync(store, id, cancellationToken) is not { Document: { Transfer: { } transfer } document }
            || !IsDue(document, current))
        {
            return;
        }

        if (current.Controllers.FirstOrDefault(x => x.Name == transfer.To) is not { } controller)
        {
            await EndAsync(store, id, actor, x => Failed(x, TransferFault.NotRegistered, status: null), cancellationToken);
            return;
        }

        if (document.Package is { Recordings: 0 })
        {
            await EndAsync(store, id, actor, x => Failed(x, TransferFault.NoCopy, status: null), cancellationToken);
            return;
        }

        if (await BeginAsync(store, id, actor, current, cancellationToken) is { } attempts)
        {
            await TryAsync(store, id, actor, controller, attempts, cancellationToken);
        }
    }

    /// <summary>Takes a transfer up again that was not made. A letter that said so is followed by another one.</summary>
    /// <returns>Null where there is none.</returns>
    internal static Outcome<SubjectRequestDocument>? Again(SubjectRequestDocument document, DateTimeOffset now)
    {
        if (document is not { Transfer: { Stage: TransferStage.NeedsReview } transfer }
            || !SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.TransferAgain, out var to))
        {
            return null;
        }

        return PackageStages.Of(document, now) is not (PackageStage.Ready or PackageStage.Released)
            ? PackageReader.Over
            : (document with
            {
                State = to,
                Answer = null,
                KeepUntil = null,
                Transfer = new TransferState(transfer.To) { Stage = TransferStage.Sending },
            }).At(now, "retried", "success");
    }

    bool IsDue(SubjectRequestDocument document, TenantSettings current) =>
        TransferState.DueAt(document, current.ReviewPackages, clock.GetUtcNow()) is { } due && due <= clock.GetUtcNow();

    /// <summary>Counts the attempt. From the first one on the package does not change.</summary>
    /// <returns>The number of attempts with this one; null if none is due any more.</returns>
    async Task<int?> BeginAsync(
        TenantStore store, SubjectRequestId id, Actor actor, TenantSettings current, CancellationToken cancellationToken)
    {
        int? attempts = null;
        await changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.TransferTried), document =>
        {
            var now = clock.GetUtcNow();
            attempts = null;
            if (document is not { Package: { } package, Transfer: { } transfer } || !IsDue(document, current))
            {
                return document;
            }

            attempts = transfer.Attempts + 1;
            return document with
            {
                Package = package with { ReleasedAt = package.ReleasedAt ?? now },
                Transfer = transfer with
                {
                    Stage = TransferStage.Sending,
                    Attempts = transfer.Attempts + 1,
                    NextAt = now + (First * Math.Pow(4, transfer.Attempts)),
                },
            };
        }, cancellationToken);
        return attempts;
    }

    async Task TryAsync(
        TenantStore store,
        SubjectRequestId id,
        Actor actor,
        ControllerSettings controller,
        int attempts,
        CancellationToken cancellationToken)
    {
        if (!(await packages.OpenAsync(store, id, Collector.Controller(controller.Name, actor), mustBeReleased: false, cancellationToken))
            .IsSuccess(out var package, out _))
        {
            await EndAsync(store, id, actor, x => Failed(x, TransferFault.NoCopy, status: null), cancellationToken);
            return;
        }

        await using var content = package.File.Content;
        var url = new Uri(controller.Url);
        var digest = await TransferSignature.DigestAsync(content, cancellationToken);
        var headers = await TransferSignature.SignAsync(
            vaults.Open(store.Scope), url, id, digest, content.Length, clock.GetUtcNow(), cancellationToken);
        content.Position = 0;
        var status = await sender.SendAsync(new TransferMessage(url, content, headers), cancellationToken);
        if (status is { } taken and >= 200 and < 300)
        {
            // A crash after this sends the same package under the same key again.
            var receipt = new TransferReceipt(taken, digest, clock.GetUtcNow(), package.Revision);
            await texts.PutAsync(store, id, TransferReceipt.Name, receipt, cancellationToken);
        }

        if (!IsForLater(status) || attempts >= MostAttempts)
        {
            await EndAsync(store, id, actor, x => After(x, status), cancellationToken);
        }
    }

    static bool IsForLater(int? status) => status is null or 408 or 425 or 429 or >= 500;

    SubjectRequestDocument After(SubjectRequestDocument document, int? status) =>
        status is >= 200 and < 300 ? Over(document, TransferStage.Sent, reason: null, status, "success")
        : Failed(document, IsForLater(status) ? TransferFault.Unreachable : TransferFault.Refused, status);

    SubjectRequestDocument Failed(SubjectRequestDocument document, TransferFault reason, int? status) =>
        Over(document, TransferStage.NeedsReview, reason, status, "failed");

    SubjectRequestDocument Over(
        SubjectRequestDocument document, TransferStage stage, TransferFault? reason, int? status, string outcome)
    {
        // Where something else has the request run again, that ends in a certificate anyway.
        var certify = SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.EndTransfer, out var to);
        return (document with
        {
            State = certify ? to : document.State,
            Run = certify ? document.Run with { Step = RunStep.Certify } : document.Run,
            Transfer = document.Transfer! with
            {
                Stage = stage, At = clock.GetUtcNow(), NextAt = null, Reason = reason, Status = status,
            },
        }).At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.Transferred), outcome);
    }

    Task EndAsync(
        TenantStore store,
        SubjectRequestId id,
        Actor actor,
        Func<SubjectRequestDocument, SubjectRequestDocument> end,
        CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Transferred),
            document => document.Transfer is { IsOpen: true } ? end(document) : document,
            cancellationToken);
}
