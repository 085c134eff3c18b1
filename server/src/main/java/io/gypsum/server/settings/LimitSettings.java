package io.gypsum.server.settings;

/** The limits that keep a server usable while some clients send too many or too large requests. */
public record LimitSettings(
    ComputeSettings compute, BodySettings bodies, ClientLimitSettings clients) {}
