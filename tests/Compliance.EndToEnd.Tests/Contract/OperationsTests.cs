using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>Every operation of the contract with every status that it documents, on a host of its own.</summary>
public sealed class OperationsTests
{
    /// <summary>Storage has to be tampered with, or away, or a key lost: tests of those faults meet these, under the same check.</summary>
    static readonly int[] OfFaults = [422, 500, 503];

    /// <summary>What takes more than a call, and the test that shows it.</summary>
    static readonly string[] Elsewhere =
    [
        "AttachToRequest 429", // SlowReaderTests: the same places as downloads have.
        "CorrectRecordingMetadata 409", // MetadataTests: while it is being sealed.
        "ExtendRequest 202", // RequestClockTests: while it runs.
        "HearConsent 429", // SlowReaderTests: the same places as downloads have.
        "ReadAnswer 410", // RequestEndTests: when its time is over.
        "ReadAuditCheckpoint 404", // Reading writes an entry, so that there is one to sign.
        "ReadClaim 200", // RecipientTests: with a message of the bus.
        "ReadPackage 429", // SlowReaderTests: while others download.
        "ReadRecording 410", // TenantRestoreTests: a key that no backup had.
        "ReadRecordingFile 429", // SlowReaderTests: while others download.
        "ReadRecordingFileHead 429", // SlowReaderTests: while others download.
        "ReadRequestAttachment 429", // SlowReaderTests: while others download.
        "RecordConsentOfCall 410", // ConsentTests: when the recording is erased.
        "ReleaseHold 409", // HoldTests: while the recording is being erased.
        "RetryRequest 202", // RequestRetryTests: after a fault, or when a hold is gone.
        "SampleConsents 429", // SlowReaderTests: the same places as downloads have.
    ];

    [Fact]
    public async Task Every_operation_does_and_refuses_what_the_contract_says()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var driver = new ContractDriver(app.Api);

        await RecordingSteps.RunAsync(driver);
        await PauseProposalSteps.RunAsync(driver);
        await RequestSteps.RunAsync(driver);
        await RecordingSteps.EraseAsync(driver);
        await PackageSteps.RunAsync(driver);
        await RemoveBackupsAsync(app);
        await ServiceSteps.RunAsync(driver);
        await NoticeSteps.RunAsync(driver);
        await ConsentSteps.RunAsync(driver);
        await PublicFormSteps.RunAsync(driver);
        await RefusalSteps.RunAsync(driver);

        var missing = ApiContract.Operations
            .SelectMany(x => x.Statuses.Except(OfFaults).Select(status => (Operation: x.Id, Status: status)))
            .Except(app.Api.Seen).Select(x => $"{x.Operation} {x.Status}").Order(StringComparer.Ordinal);
        Assert.Equal(Elsewhere, missing);
    }

    /// <summary>The hourly timer may have taken one just now, and a fresh one is the answer to the next request.</summary>
    static async Task RemoveBackupsAsync(AppHost app)
    {
        var backups = app.Account("acme").GetBlobContainerClient("keybackups");
        await foreach (var blob in backups.GetBlobsAsync(cancellationToken: Api.Cancellation))
        {
            await backups.DeleteBlobAsync(blob.Name, cancellationToken: Api.Cancellation);
        }
    }
}
