using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Compliance.Local.Azurite;

/// <summary>The running emulator of a folder, as recorded in <c>process.json</c>.</summary>
/// <param name="StartedAt">Milliseconds since 1970; distinguishes a process from a later one with the same id.</param>
/// <param name="Accounts">Fingerprint of the accounts.</param>
sealed record AzuriteRecord(int ProcessId, int Port, long StartedAt, string Accounts)
{
    const int Terminate = 15;
    static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);
    static readonly TimeSpan CloseLimit = TimeSpan.FromMinutes(1);

    public static AzuriteRecord? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<AzuriteRecord>(File.ReadAllBytes(file), JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            // The file was truncated by a power failure: then no emulator is running either.
            return null;
        }
    }

    /// <summary>
    /// Asks the process to write its tables and close, and kills it if that takes too long. A different process with the same id is left
    /// alone.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellationToken, TimeSpan? closeLimit = null)
    {
        using var process = Find();
        if (process is null)
        {
            return;
        }

        if (OperatingSystem.IsWindows() || Signal(process.Id, Terminate) != 0)
        {
            process.Kill();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(closeLimit ?? CloseLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    public bool IsAlive()
    {
        using var process = Find();
        return process is not null;
    }

    Process? Find()
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(ProcessId);
            var drift = process.StartTime.ToUniversalTime() - DateTimeOffset.FromUnixTimeMilliseconds(StartedAt).UtcDateTime;
            if (!process.HasExited && drift.Duration() < ClockTolerance)
            {
                return process;
            }
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It exited during the check.
        }

        process?.Dispose();
        return null;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Signal(int processId, int signal);
}
