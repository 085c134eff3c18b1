package io.gypsum.server.settings;

/** The limits that keep a server usable while some of its clients ask for too much. */
public record LimitSettings(
    ComputeSettings compute, BodySettings bodies, ClientLimitSettings clients) {}
