namespace Compliance.Model;

public enum CallDirection
{
    Inbound,
    Outbound,
    Internal,
}
