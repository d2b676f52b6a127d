using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Compliance.Local.Azurite;

/// <summary>The emulator that runs on a folder, as <c>process.json</c> names it.</summary>
/// <param name="StartedAt">Milliseconds since 1970; tells a process apart from a later one with its number.</param>
/// <param name="Accounts">The accounts' fingerprint.</param>
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
            // Cut short by a power failure: then nothing runs either.
            return null;
        }
    }

    /// <summary>
    /// Asks the process to write its tables and close, and kills it when it takes too long. Another process of its number is left
    /// alone.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellation)
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

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CloseLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellation);
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
            // It ended while it was looked at.
        }

        process?.Dispose();
        return null;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Signal(int processId, int signal);
}
