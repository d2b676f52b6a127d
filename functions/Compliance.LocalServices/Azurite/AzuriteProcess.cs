using System.ComponentModel;
using System.Diagnostics;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Azurite;

/// <summary>
/// The storage emulator of one data folder. All hosts on the folder share it; the last one to close stops it. It is a separate process that
/// survives a killed host: the next host finds it through <c>process.json</c>, checks that it responds, and takes it over.
/// </summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    const string LauncherScript =
        "const {spawn}=require('child_process'),fs=require('fs');const [file,errors,port,accounts,...run]=process.argv.slice(1);"
        + "const child=spawn(process.execPath,run,{detached:true,windowsHide:true,stdio:['ignore','ignore',fs.openSync(errors,'w')]});"
        + "child.unref();fs.writeFileSync(file+'.new',JSON.stringify({processId:child.pid,port:+port,startedAt:Date.now(),accounts}));"
        + "fs.renameSync(file+'.new',file);";

    static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(5);
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(20);

    /// <summary>What does not answer hardly writes either.</summary>
    static readonly TimeSpan HungCloseLimit = TimeSpan.FromSeconds(5);

    readonly string folder;
    readonly FileLock user;
    long answeredAt = Stopwatch.GetTimestamp();

    AzuriteProcess(string folder, FileLock user, AzuriteAccounts accounts, AzuriteRecord record)
    {
        this.folder = folder;
        this.user = user;
        Accounts = accounts;
        Port = record.Port;
        ProcessId = record.ProcessId;
    }

    public AzuriteAccounts Accounts { get; }

    public int Port { get; }

    public int ProcessId { get; private set; }

    /// <summary>Blob endpoint of an account: <c>http://127.0.0.1:{port}/{account}</c>.</summary>
    public Uri Endpoint(string account) => AzuriteProbe.EndpointOf(Port, account);

    /// <summary>Finds or starts the emulator of a folder, with the accounts of these tenants and all earlier ones.</summary>
    /// <param name="progress">Called before steps that take long.</param>
    /// <exception cref="LocalStartException">Node is missing, or the emulator does not start.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string folder, IReadOnlyCollection<TenantId> tenants, Action<string>? progress, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(folder);
        using var exclusive = await FileLock.ExclusiveAsync(LockFile(folder), LockLimit, cancellationToken);
        var share = await FileLock.SharedAsync(UsersFile(folder), LockLimit, cancellationToken);
        try
        {
            var accounts = AzuriteAccounts.Ensure(AzuriteAccounts.FileIn(folder), tenants);
            var known = AzuriteRecord.Read(RecordFile(folder));
            if (known is not null)
            {
                if (known.Accounts == accounts.Fingerprint && await AzuriteProbe.AnswersAsync(known.Port, accounts, cancellationToken))
                {
                    return new AzuriteProcess(folder, share, accounts, known);
                }

                await known.EndAsync(cancellationToken);
            }

            var run = await AzuriteInstaller.EnsureAsync(RepositoryRoot.Path, progress, cancellationToken);
            return new AzuriteProcess(folder, share, accounts, await LaunchAsync(folder, run, known?.Port, accounts, cancellationToken));
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts the emulator again, on its port and data, if its process has ended or does not answer any more. What it had not yet written
    /// to disk is lost (README.md, Limits).
    /// </summary>
    /// <param name="patience">How long it may be silent before it counts as hung.</param>
    /// <returns>True if this host started it.</returns>
    public async Task<bool> ReviveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await IsWellAsync(patience, cancellationToken))
        {
            return false;
        }

        using var exclusive = await FileLock.ExclusiveAsync(LockFile(folder), LockLimit, cancellationToken);
        if (await IsWellAsync(patience, cancellationToken))
        {
            return false;
        }

        await (AzuriteRecord.Read(RecordFile(folder))?.EndAsync(cancellationToken, HungCloseLimit) ?? Task.CompletedTask);

        // Clients have the port in their addresses, so no other will do.
        var run = await AzuriteInstaller.EnsureAsync(RepositoryRoot.Path, progress: null, cancellationToken);
        var record = await TryLaunchAsync(folder, run, Port, Accounts, cancellationToken)
            ?? throw new LocalStartException($"The storage emulator did not start again. See {ErrorsFile(folder)}.");
        (ProcessId, answeredAt) = (record.ProcessId, Stopwatch.GetTimestamp());
        return true;
    }

    async Task<bool> IsWellAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (AzuriteRecord.Read(RecordFile(folder)) is not { } running || !running.IsAlive())
        {
            return false;
        }

        // Not at every look, so that an emulator at work is not kept from it.
        if (running.ProcessId == ProcessId && Stopwatch.GetElapsedTime(answeredAt) < patience / 6)
        {
            return true;
        }

        if (running.ProcessId != ProcessId || await AzuriteProbe.AnswersAsync(Port, Accounts, cancellationToken))
        {
            (ProcessId, answeredAt) = (running.ProcessId, Stopwatch.GetTimestamp());
        }

        return Stopwatch.GetElapsedTime(answeredAt) <= patience;
    }

    /// <summary>Stops the emulator if no other host uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        using var exclusive = await FileLock.ExclusiveAsync(LockFile(folder), LockLimit, CancellationToken.None);
        user.Dispose();
        using var last = FileLock.TryExclusive(UsersFile(folder));
        if (last is not null && AzuriteRecord.Read(RecordFile(folder)) is { } record)
        {
            await record.EndAsync(CancellationToken.None);
        }
    }

    /// <summary>Leaves the emulator running without releasing it, as a killed host does.</summary>
    internal void Abandon() => user.Dispose();

    // A port that is free now may be taken before the emulator binds it; then the next one is tried.
    static async Task<AzuriteRecord> LaunchAsync(
        string folder, IReadOnlyList<string> run, int? lastPort, AzuriteAccounts accounts, CancellationToken cancellationToken)
    {
        const int attempts = 3;
        var port = lastPort is { } last && !await LoopbackPort.IsListeningAsync(last, cancellationToken) ? last : LoopbackPort.Free();
        for (var attempt = 1; attempt <= attempts; attempt++, port = LoopbackPort.Free())
        {
            if (await TryLaunchAsync(folder, run, port, accounts, cancellationToken) is { } record)
            {
                return record;
            }
        }

        throw new LocalStartException($"The storage emulator did not start. See {ErrorsFile(folder)}.");
    }

    static async Task<AzuriteRecord?> TryLaunchAsync(
        string folder, IReadOnlyList<string> run, int port, AzuriteAccounts accounts, CancellationToken cancellationToken)
    {
        var data = Path.Combine(folder, "data");
        PrivateFile.CreateFolder(data);
        string[] arguments =
        [
            "-e", LauncherScript, "--", RecordFile(folder), ErrorsFile(folder), $"{port}", accounts.Fingerprint, .. run,
            "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--blobKeepAliveTimeout", "300", "--location", data,
            "--disableTelemetry", "--skipApiVersionCheck", "--silent",
        ];
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = folder };
        start.Environment["AZURITE_ACCOUNTS"] = accounts.Setting;
        using (var launcher = Start(start))
        {
            await launcher.WaitForExitAsync(cancellationToken);
        }

        var waited = Stopwatch.StartNew();
        var record = AzuriteRecord.Read(RecordFile(folder));
        while (record is not null && record.Port == port && record.IsAlive() && waited.Elapsed < StartLimit)
        {
            if (await AzuriteProbe.AnswersAsync(port, accounts, cancellationToken))
            {
                File.Delete(ErrorsFile(folder));
                return record;
            }

            await Task.Delay(ProbePause, cancellationToken);
        }

        // An emulator that is only slow must not run concurrently with the next one on the same data.
        await (record?.EndAsync(cancellationToken) ?? Task.CompletedTask);
        return null;
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new LocalStartException("Node.js was not found. Install Node.js 20 or newer and start again.", missing);
        }
    }

    static string LockFile(string folder) => Path.Combine(folder, "start.lock");

    static string UsersFile(string folder) => Path.Combine(folder, "users.lock");

    static string ErrorsFile(string folder) => Path.Combine(folder, "start-errors.txt");

    static string RecordFile(string folder) => Path.Combine(folder, "process.json");
}
