using Compliance.Local.Bus;
using Compliance.Tenancy;

namespace Compliance.Local;

/// <summary>Where a single machine keeps what Azure would.</summary>
public sealed class LocalPlatformOptions
{
    /// <summary>Absolute path; created with mode 0700. A later start continues with its data; several hosts may share it.</summary>
    public required string DataFolder { get; init; }

    public required IReadOnlyList<TenantId> Tenants { get; init; }

    /// <summary>The storage emulator's folder. Default: <c>azurite</c> in the data folder.</summary>
    public string? AzuriteFolder { get; init; }

    /// <summary>Queues and topics. Default: <see cref="BusTopology.For"/> the tenants.</summary>
    public BusTopology? Bus { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ICrashPoints CrashPoints { get; init; } = NoCrashPoints.Instance;

    /// <summary>Called before steps of a first start that take long. Default: does nothing.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
