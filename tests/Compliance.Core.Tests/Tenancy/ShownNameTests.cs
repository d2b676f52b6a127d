using Compliance.Tenancy;

namespace Compliance.Core.Tests.Tenancy;

public sealed class ShownNameTests
{
    [Theory]
    [InlineData("recordings/01a22d06-a117-7004-b15a-41eee24462d2")]
    [InlineData("01a22d06-a117-7004-b15a-41eee24462d2/plan/00000")]
    [InlineData("tombstones/calls/0123456789abcdef0123456789abcdef")]
    [InlineData("roles/p-0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef/phone/2026-03-02/86399-01a22d06-a117-7004-b15a-41eee24462d2.1")]
    [InlineData("integrity-key")]
    public void Of_NamesOfOurs_AreShown(string name)
    {
        Assert.Equal(name, ShownName.Of(name));
        Assert.Equal($"state: {name}", ShownName.OfPlace($"state: {name}"));
    }

    [Theory]
    [InlineData("reads/+447700900412")]
    [InlineData("notices/07700-900-412")]
    [InlineData("open/w.thackerbee@example.org")]
    [InlineData("open/Wilhelmina Thackerbee")]
    [InlineData("pending/4111111111111111")]
    public void Of_WhatSomebodyElseChose_IsItsHash(string name)
    {
        Assert.Matches(@"\A\(name [0-9a-f]{32}\)\z", ShownName.Of(name));
        Assert.Equal($"state: {ShownName.Of(name)}", ShownName.OfPlace($"state: {name}"));
    }
}
