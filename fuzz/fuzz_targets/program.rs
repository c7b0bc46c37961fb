//! No target: the program itself, optimised, with debug assertions and overflow checks, for
//! `WHEREAS_PROGRAM=fuzz/target/.../program cargo test hostile`.

/// What libFuzzer would count, and nobody does here.
mod uncounted {
    macro_rules! uncounted {
        ($($name:ident)*) => { $(#[unsafe(no_mangle)] extern "C" fn $name() {})* };
    }
    uncounted! {
        __sanitizer_cov_8bit_counters_init __sanitizer_cov_pcs_init __sanitizer_cov_trace_pc_indir
        __sanitizer_cov_trace_cmp1 __sanitizer_cov_trace_cmp2 __sanitizer_cov_trace_cmp4 __sanitizer_cov_trace_cmp8
        __sanitizer_cov_trace_const_cmp1 __sanitizer_cov_trace_const_cmp2 __sanitizer_cov_trace_const_cmp4
        __sanitizer_cov_trace_const_cmp8 __sanitizer_cov_trace_switch __sanitizer_cov_trace_div4
        __sanitizer_cov_trace_div8 __sanitizer_cov_trace_gep
    }
}

fn main() -> std::process::ExitCode {
    whereas::cli::run()
}
